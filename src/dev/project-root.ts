import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of package.json; works from the sources and from dist/. */
export const projectRoot = findPackageRoot(__dirname);

function findPackageRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`No package.json above ${__dirname}`);
  return findPackageRoot(parent);
}

/** The folder of all data of `npm start`, its start lock included. */
export function dataDirectory(): string {
  return resolve(projectRoot, process.env['RUANG_DIRI_DATA_DIR'] || '.data');
}
