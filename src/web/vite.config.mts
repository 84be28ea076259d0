import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { gzipAsync } from '@gfx/zopfli';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const OUT_DIR = resolve('dist/web');
const SOURCES = resolve('src');
const BUILDING = `${OUT_DIR}-${process.pid}`;

/** What most rooms share is one file: each file costs a request, and half a kilobyte of its own. */
const SHARED = { name: 'shared', test: /src\/web\/|lucide-react/, minShareCount: 6 };

/** Run from the project's root: `npm run build:web`. */
export default defineConfig({
  root: 'src/web',
  base: '/',
  logLevel: 'warn',
  build: {
    outDir: BUILDING,
    emptyOutDir: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    // Every style and image is a file of its own: the content security policy allows no data in line.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    manifest: true,
    rolldownOptions: {
      // Packages that also serve servers mark their files "use client"; a browser needs no telling.
      checks: { moduleLevelDirective: false },
      output: { codeSplitting: { groups: [SHARED] } },
    },
  },
  plugins: [sourcesAreEsModules(), compressThenReplace()],
});

/**
 * The project's package.json says CommonJS, for the server is compiled to that. Taken at that word, each
 * module here would be wrapped in a function, a tenth of all script; so it is not told for our sources.
 */
function sourcesAreEsModules(): Plugin {
  return {
    name: 'sources-are-es-modules',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      return found?.id.startsWith(SOURCES) ? { id: found.id } : null;
    },
  };
}

/** Compresses every file once, as small as can be, then takes the place of the former build whole. */
function compressThenReplace(): Plugin {
  return {
    name: 'compress-then-replace',
    apply: 'build',
    async closeBundle() {
      for (const entry of readdirSync(BUILDING, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes));
        writeFileSync(`${file}.gz`, await gzip(bytes));
      }
      rmSync(OUT_DIR, { recursive: true, force: true });
      renameSync(BUILDING, OUT_DIR);
    },
  };
}

/** Zopfli makes a file smaller by a twenty-fifth, and takes its time; small ones gain nothing by it. */
async function gzip(bytes: Buffer): Promise<Uint8Array> {
  if (bytes.length < 40_000) return gzipSync(bytes, { level: 9 });
  return gzipAsync(bytes, { numiterations: 3 });
}
