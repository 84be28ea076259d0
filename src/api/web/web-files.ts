import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** One file of the built browser app, in every encoding it can be sent in. */
export interface WebFile {
  type: string;
  /** The name contains a content hash: cacheable indefinitely. */
  isImmutable: boolean;
  etag: string;
  bodies: { br?: Buffer; gzip?: Buffer; identity: Buffer };
}

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** Vite's output, relative to the sources and to their compiled form. */
const BUILD_FOLDERS = [join(__dirname, '../../../web'), join(__dirname, '../../../dist/web')];

/**
 * The built app by path, such as `/index.html`; empty when it was never built. Held in memory, it
 * stays consistent while a newer build replaces it on disk.
 */
export function readWebFiles(): Map<string, WebFile> {
  const root = BUILD_FOLDERS.find((folder) => existsSync(join(folder, 'index.html')));
  if (root === undefined) return new Map();
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    names.map((name) => [`/${relative(root, name).split(sep).join('/')}`, readWebFile(name)]),
  );
}

function readWebFile(name: string): WebFile {
  const identity = readFileSync(name);
  const bytes = (suffix: string) =>
    existsSync(name + suffix) ? readFileSync(name + suffix) : undefined;
  return {
    type: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    isImmutable: name.includes(`${sep}assets${sep}`),
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bodies: { identity, br: bytes('.br'), gzip: bytes('.gz') },
  };
}
