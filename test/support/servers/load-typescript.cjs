const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Module } = require('node:module');
const { join } = require('node:path');

const ROOT = join(__dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/test-processes');
const SETTINGS = readFileSync(join(ROOT, '.swcrc'));
const { version } = require('@swc/core/package.json');

/**
 * Lets a process that a test starts load the sources, as they are now: compiling all of them at every
 * start takes longer than everything else that a start does, so the output is cached by content.
 */
Module._extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename);
  const hash = createHash('sha256').update(version).update(SETTINGS).update(source).digest('hex');
  module._compile(readCached(hash) ?? compile(source, hash), filename);
};

function readCached(hash) {
  try {
    return readFileSync(join(CACHE, `${hash}.js`), 'utf8');
  } catch {
    return undefined;
  }
}

function compile(source, hash) {
  const { transformSync } = require('@swc/core');
  const options = { ...JSON.parse(SETTINGS), sourceMaps: false, swcrc: false };
  const { code } = transformSync(source.toString(), options);
  mkdirSync(CACHE, { recursive: true });
  // Renamed, so that another process never reads half of it.
  const draft = join(CACHE, `${hash}.${process.pid}`);
  writeFileSync(draft, code);
  renameSync(draft, join(CACHE, `${hash}.js`));
  return code;
}
