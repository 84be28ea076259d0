/**
 * Runs before `npm start` and `npm test`, needs only Node: installs packages when the lock file
 * changed, and compiles the server and the browser app when their sources changed. Idempotent;
 * takes about 30 ms when nothing changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const installStamp = join(root, 'node_modules', '.bootstrap-stamp');
const buildStamp = join(root, 'dist', '.build-stamp');
const webStamp = join(root, 'dist', 'web', '.build-stamp');
const SOURCES = ['src', 'jobs', 'migrations', 'test', 'ormconfig.ts'];
/** The browser app and the server modules whose values, not only types, it imports. */
const WEB = join(root, 'src', 'web');
const WEB_SOURCES = [WEB, join(root, 'src', 'enums.ts')];

requireNode();
installWhenStale();
buildWhenStale();
buildWebWhenStale();

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Node.js ${process.versions.node} is too old: this project needs 20.19 or newer. ` +
      'Install it from https://nodejs.org and run the command again.',
  );
}

function installWhenStale() {
  const expected = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.platform + process.arch)
    .digest('hex');
  if (read(installStamp) === expected) return;
  log('Installing packages (npm ci); the first time this takes a minute or so …');
  const startedAt = Date.now();
  npm(['ci', '--include=dev', '--no-audit', '--no-fund'], {
    // The configuration of the npm command that runs this script must not leak into this one.
    npm_config_production: undefined,
    npm_config_omit: undefined,
  });
  writeFileSync(installStamp, expected);
  log(`Packages are installed (${seconds(startedAt)} s).`);
}

function buildWhenStale() {
  const files = SOURCES.flatMap((entry) => filesUnder(join(root, entry))).filter(
    (file) => file.endsWith('.ts') && !file.startsWith(WEB),
  );
  const expected = fingerprint(files, ['.swcrc', 'package.json']);
  if (read(buildStamp) === expected) return;
  log('Compiling the sources into dist/ …');
  const startedAt = Date.now();
  rmSync(buildStamp, { force: true });
  npm(['run', '--silent', 'build']);
  removeOutputsWithoutSource();
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, expected);
  log(`Compiled ${files.length} files (${seconds(startedAt)} s).`);
}

function buildWebWhenStale() {
  const files = WEB_SOURCES.flatMap(filesUnder);
  const expected = fingerprint(files, ['package.json', 'package-lock.json']);
  if (read(webStamp) === expected) return;
  log('Building the browser app into dist/web …');
  const startedAt = Date.now();
  npm(['run', '--silent', 'build:web'], { NODE_ENV: 'production' });
  writeFileSync(webStamp, expected);
  log(`Built ${files.length} files for browsers (${seconds(startedAt)} s).`);
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function fingerprint(files, settings) {
  const hash = createHash('sha256');
  for (const name of settings) hash.update(readFileSync(join(root, name)));
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** Deletes compiled modules without a source, which could still be loaded. */
function removeOutputsWithoutSource() {
  const dist = join(root, 'dist');
  for (const entry of readdirSync(dist, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.js(\.map)?$/.test(entry.name)) continue;
    const output = join(entry.parentPath ?? entry.path, entry.name);
    if (relative(dist, output).startsWith('web')) continue;
    const source = join(root, relative(dist, output)).replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(source)) rmSync(output);
  }
}

/** Uses the npm that runs this script (npm_execpath), otherwise the one on the PATH. */
function npm(args, env = {}) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const done = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (done.status === 0) return;
  const reason = done.error ? done.error.message : `exit code ${done.status ?? done.signal}`;
  fail(`\`npm ${args.join(' ')}\` failed (${reason}). See its output above.`);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function seconds(startedAt) {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}

function log(text) {
  process.stdout.write(`[bootstrap] ${text}\n`);
}

function fail(text) {
  process.stderr.write(`[bootstrap] ${text}\n`);
  process.exit(1);
}
