import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = join(process.cwd(), '.data', 'peers');
const INSTALL_TIMEOUT_MS = 300_000;

/** Newest versions that run on Node 20. */
const VERSIONS = {
  'pg-boss': '10.4.2',
  'graphile-worker': '0.17.3',
  'parse-server': '9.10.0',
} as const;

export type PeerName = keyof typeof VERSIONS;

/**
 * Installs a package that the product is compared with into `.data/peers`, apart from the product's
 * own packages. Resolves with a `require` of its folder, or with undefined where it cannot be installed or
 * loaded, after one line on stderr.
 */
export async function installPeer(name: PeerName): Promise<NodeJS.Require | undefined> {
  const folder = join(FOLDER, name);
  const version = VERSIONS[name];
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    const parameters = [
      'install',
      '--no-audit',
      '--no-fund',
      '--engine-strict',
      `${name}@${version}`,
    ];
    await promisify(execFile)('npm', parameters, { cwd: folder, timeout: INSTALL_TIMEOUT_MS });
    const load = createRequire(join(folder, 'package.json'));
    load(name);
    return load;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    process.stderr.write(`${name} ${version} is skipped: ${reason}\n`);
    return undefined;
  }
}
