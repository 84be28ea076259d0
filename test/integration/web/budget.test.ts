import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(__dirname, '../../../dist/web');
const LIMIT_BYTES = 200_000;

interface Chunk {
  file: string;
  src?: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

const chunks = JSON.parse(readFileSync(join(BUILT, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

/**
 * Entries that a client's browser loads from sign-in to session, the Ably SDK included;
 * `move-session-page` is a psychologist's.
 */
const CLIENT_ENTRIES =
  /^(index\.html|pages\/(sign-in|booking|my-sessions|session)\/(?!move-)[^/]*-page\.tsx|state\/transport\/ably-sdk\.ts)$/;

function closure(keys: string[], seen = new Set<string>()): Set<string> {
  for (const key of keys.filter((other) => !seen.has(other))) {
    seen.add(key);
    closure(chunks[key]?.imports ?? [], seen);
  }
  return seen;
}

/** Compressed bytes of script; gzip is for clients without Brotli. */
function scriptBytes(keys: Set<string>, suffix: '.br' | '.gz'): number {
  return [...keys]
    .map((key) => chunks[key]?.file ?? '')
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + statSync(join(BUILT, file) + suffix).size, 0);
}

describe('the first load', () => {
  const entries = Object.keys(chunks).filter((key) => CLIENT_ENTRIES.test(key));

  it('covers the sign-in, booking, my sessions, the session page and its transport', () => {
    expect(entries.sort()).toEqual([
      'index.html',
      'pages/booking/booking-page.tsx',
      'pages/booking/reschedule-page.tsx',
      'pages/my-sessions/my-sessions-page.tsx',
      'pages/session/session-page.tsx',
      'state/transport/ably-sdk.ts',
    ]);
  });

  it.each(['.br', '.gz'] as const)('is at most 200 kB of script in all, as %s', (suffix) => {
    const bytes = scriptBytes(closure(entries), suffix);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  it('loads no page before the sign-in', () => {
    const pages = [...closure(['index.html'])].filter((key) => key.startsWith('pages/'));
    expect(pages).toEqual([]);
  });
});
