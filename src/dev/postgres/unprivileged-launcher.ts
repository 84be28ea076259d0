import { spawnSync } from 'node:child_process';

export interface Launcher {
  /** Wraps a command so that PostgreSQL does not run as root. */
  wrap(command: string, args: string[]): { command: string; args: string[] };
  /** User id that must own the data directory; undefined: the current user. */
  owner: number | undefined;
}

const UNPRIVILEGED_ID = 65534;
/** A user namespace: an ordinary user inside, root outside; needs no account. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
/** For containers that forbid namespaces: another user id that may still enter root's folders. */
const OTHER_ID = [
  'setpriv',
  `--reuid=${UNPRIVILEGED_ID}`,
  `--regid=${UNPRIVILEGED_ID}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
];

/** PostgreSQL refuses to run as root: finds a way to run it without a user account. */
export function unprivilegedLauncher(): Launcher {
  if (process.getuid?.() !== 0) {
    return { wrap: (command, args) => ({ command, args }), owner: undefined };
  }
  if (canRun(NAMESPACE)) return launcherWithPrefix(NAMESPACE, 0);
  if (canRun(OTHER_ID)) return launcherWithPrefix(OTHER_ID, UNPRIVILEGED_ID);
  throw new Error(
    'PostgreSQL refuses to run as root, and neither unshare nor setpriv (util-linux) is allowed ' +
      'here. Run the command as an ordinary user, or set DATABASE_URL to a running PostgreSQL.',
  );
}

function canRun([program = '', ...options]: string[]): boolean {
  return spawnSync(program, [...options, 'true'], { stdio: 'ignore' }).status === 0;
}

function launcherWithPrefix([program = '', ...options]: string[], owner: number): Launcher {
  return {
    wrap: (command, args) => ({ command: program, args: [...options, command, ...args] }),
    owner,
  };
}
