const { Module, createRequire, isBuiltin } = require('node:module');
const { resolve, sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const TESTS = resolve(__dirname, '../..') + sep;
const LOADER = resolve(__dirname, '../servers/load-typescript.cjs');

const TRANSFORM_OPTIONS = {
  collectCoverage: false,
  collectCoverageFrom: [],
  coverageProvider: 'v8',
  isInternalModule: false,
  supportsDynamicImport: false,
  supportsExportNamespaceFrom: false,
  supportsStaticESM: false,
  supportsTopLevelAwait: false,
};

/** Source maps of the shared modules, by file name. */
const sharedMaps = new Map();
/** Those that stack traces of the running test file use. */
let mapsOfTestFile = new Map();

/**
 * Loads the product and its packages once per worker process: Jest loads them again for each
 * test file, which takes two to three seconds of CPU time, and new code runs slowly at first. The
 * product stores nothing in its modules, so that test files share them as the systems of one test file
 * do. Test files and `test/support` are loaded for each test file. Shared modules cannot be mocked.
 */
module.exports = class ProductRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    const [, , , transformer] = options;
    const { executor } = this;
    if (typeof executor?.compile !== 'function') throw new Error('Another Jest: see compile');
    // Jest compiles for a `vm` context; see process-environment.js.
    executor.compile = (code, filename) =>
      compileFunction(code, executor.injectedModuleParameters, { filename });
    compileTypeScriptWith(transformer);
  }

  requireModule(from, moduleName, options, ...rest) {
    if (moduleName && !options?.isInternalModule && !isBuiltin(moduleName)) {
      const require = createRequire(from);
      const filename = require.resolve(moduleName);
      if (!filename.startsWith(TESTS)) return require(filename);
    }
    return super.requireModule(from, moduleName, options, ...rest);
  }

  getSourceMaps() {
    mapsOfTestFile = super.getSourceMaps();
    for (const [filename, map] of sharedMaps) mapsOfTestFile.set(filename, map);
    return mapsOfTestFile;
  }
};

/** Lets Node load TypeScript through Jest's transformer, which caches its output on disk. */
function compileTypeScriptWith(transformer) {
  Module._extensions['.ts'] ??= (module, filename) => {
    const { code, sourceMapPath } = transformer.transform(filename, TRANSFORM_OPTIONS);
    if (sourceMapPath) {
      sharedMaps.set(filename, sourceMapPath);
      mapsOfTestFile.set(filename, sourceMapPath);
    }
    module._compile(code, filename);
  };
}

// Processes that the product starts run the sources too.
if (!process.execArgv.includes(LOADER)) process.execArgv.push('-r', LOADER);
