import { spawnSync } from 'node:child_process';

export interface Launcher {
  /** Turns a command into one that PostgreSQL does not see as started by root. */
  wrap(command: string, args: string[]): { command: string; args: string[] };
  /** Who must own the data directory, as seen from outside; undefined: whoever runs us. */
  owner: number | undefined;
}

const NOBODY = 65534;
/** A name of its own inside, root outside: reads what root reads, needs no account. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
/** For containers that forbid namespaces: another id, which keeps root's right to enter folders. */
const OTHER_ID = [
  'setpriv',
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
];

/** PostgreSQL refuses to run as root; this finds a way that needs no user account. */
export function unprivilegedLauncher(): Launcher {
  if (process.getuid?.() !== 0) {
    return { wrap: (command, args) => ({ command, args }), owner: undefined };
  }
  if (works(NAMESPACE)) return launcherWithPrefix(NAMESPACE, 0);
  if (works(OTHER_ID)) return launcherWithPrefix(OTHER_ID, NOBODY);
  throw new Error(
    'PostgreSQL refuses to run as root, and neither unshare nor setpriv (util-linux) is allowed ' +
      'here. Run the command as a plain user, or set DATABASE_URL to a running PostgreSQL.',
  );
}

function works([program = '', ...options]: string[]): boolean {
  return spawnSync(program, [...options, 'true'], { stdio: 'ignore' }).status === 0;
}

function launcherWithPrefix([program = '', ...options]: string[], owner: number): Launcher {
  return {
    wrap: (command, args) => ({ command: program, args: [...options, command, ...args] }),
    owner,
  };
}
