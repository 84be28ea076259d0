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

/** What a client's browser runs from signing in to talking in a session, Ably's SDK included. */
const OF_A_CLIENT =
  /^(index\.html|rooms\/(sign-in|book|my-sessions|session)\/[^/]*-(room|page)\.tsx|realtime\/ably-sdk\.ts)$/;

function closure(keys: string[], seen = new Set<string>()): Set<string> {
  for (const key of keys.filter((one) => !seen.has(one))) {
    seen.add(key);
    closure(chunks[key]?.imports ?? [], seen);
  }
  return seen;
}

/** Bytes of script over the wire; gzip is what the poorest reader of compressed files gets. */
function scriptBytes(keys: Set<string>, suffix: '.br' | '.gz'): number {
  return [...keys]
    .map((key) => chunks[key]?.file ?? '')
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + statSync(join(BUILT, file) + suffix).size, 0);
}

describe('the first load', () => {
  const entries = Object.keys(chunks).filter((key) => OF_A_CLIENT.test(key));

  it('covers signing in, booking, my sessions, the session room and its live connection', () => {
    const names = entries.map((key) => key.split('/').slice(0, 2).join('/')).sort();
    expect(names).toEqual([
      'index.html',
      'realtime/ably-sdk.ts',
      'rooms/book',
      'rooms/my-sessions',
      'rooms/session',
    ]);
  });

  it.each(['.br', '.gz'] as const)('is at most 200 kB of script in all, as %s', (suffix) => {
    const bytes = scriptBytes(closure(entries), suffix);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  it('of the way in alone has nothing of the rooms behind it', () => {
    const rooms = [...closure(['index.html'])].filter((key) => key.startsWith('rooms/'));
    expect(rooms).toEqual([]);
  });
});
