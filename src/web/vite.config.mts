import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { gzipAsync } from '@gfx/zopfli';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const OUT_DIR = resolve('dist/web');
const SOURCES = resolve('src');
const BUILDING = `${OUT_DIR}-${process.pid}`;

/** Modules shared by most pages go into one file: each file costs a request and half a kilobyte. */
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
    // The content security policy forbids data URLs: every style and image is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    manifest: true,
    rolldownOptions: {
      // Browser-only code needs no "use client" directive.
      checks: { moduleLevelDirective: false },
      output: { codeSplitting: { groups: [SHARED] } },
    },
  },
  plugins: [sourcesAreEsModules(), compressThenReplace()],
});

/**
 * package.json declares CommonJS, which the server is compiled to. Rolldown would wrap every module of ours
 * in a function, a tenth of all script: resolving without the package data avoids that.
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

/** Compresses every file, then replaces the previous build. */
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

/** Zopfli saves 3 % over zlib, without which the first load exceeds its 200 kB; tiny files gain nothing. */
async function gzip(bytes: Buffer): Promise<Uint8Array> {
  if (bytes.length < 1_000) return gzipSync(bytes, { level: 9 });
  return gzipAsync(bytes, { numiterations: 15 });
}
