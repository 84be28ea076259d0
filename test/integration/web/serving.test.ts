import { readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import request from 'supertest';
import { Realtime } from 'ably';
import { pageHeaders } from '../../../src/api/web/page-headers';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

/** The paths of the app's pages, as its routes name them, with an id for each parameter. */
const PAGES = [
  ...new Set(
    [...readFileSync('src/web/pages/page-routes.tsx', 'utf8').matchAll(/'(\/[a-zA-Z/:]*)'/g)].map(
      ([, path = '']) => path.replace(/:\w+/g, '4d0d3c9e-0000-4000-8000-000000000000'),
    ),
  ),
  // Needs no sign-in, so it is none of the routes.
  '/set-password',
];
const AS_BROWSERS = 'text/html,application/xhtml+xml,*/*;q=0.8';

/** What the SDK derives from an endpoint. */
interface SdkOptions {
  primaryDomain: string;
  fallbackHosts: string[];
}

interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
afterAll(() => system.stop());

/** Requests a page as a browser does. */
function pageAt(path: string): request.Test {
  return request(system.url).get(path).set({ accept: AS_BROWSERS });
}

/** The response as transferred, without decompression. */
function fetchRaw(path: string, headers: Record<string, string> = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    get(system.url + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    }).on('error', reject);
  });
}

async function filesOfPage(): Promise<string[]> {
  const page = await fetchRaw('/');
  return [...page.body.toString().matchAll(/(?:src|href)="(\/[^"]+)"/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => !path.startsWith('/api/'));
}

describe('the pages of the app', () => {
  it.each(PAGES)('are served at %s and never cached', async (path) => {
    const { text } = await pageAt(path)
      .expect(200)
      .expect('content-type', 'text/html; charset=utf-8')
      .expect('cache-control', 'no-store');
    expect(text).toContain('<div id="root">');
  });

  it('may run only own scripts and styles and connect only to the API and Ably', async () => {
    const { headers } = await pageAt('/');
    const policy = String(headers['content-security-policy']);
    const ably = `127.0.0.1:${system.ably.port}`;
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        `connect-src 'self' http://${ably} ws://${ably}`,
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|https?:\s|\*/);
  });

  it('send no referrer and request no device permissions', async () => {
    const { headers } = await pageAt('/');
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toContain('microphone=()');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('have no inline script or style', async () => {
    const page = (await pageAt('/')).text;
    expect(page).not.toMatch(/<style|\sstyle=|<script>|<script(?![^>]*\ssrc=)|\son\w+=/);
  });
});

describe('the addresses of Ably in the policy', () => {
  const connect = (endpoint: string | undefined, port?: number) =>
    /connect-src ([^;]*)/.exec(
      pageHeaders({ endpoint, port, tls: true })['Content-Security-Policy'] ?? '',
    )?.[1];

  it('are those that the SDK connects to, without an endpoint or with a routing policy', () => {
    for (const endpoint of [undefined, 'eu-only']) {
      const { options } = new Realtime({
        key: 'app.key:secret',
        autoConnect: false,
        ...(endpoint ? { endpoint } : {}),
      }) as unknown as { options: SdkOptions };
      const hosts = [options.primaryDomain, ...options.fallbackHosts];
      expect(connect(endpoint)?.split(' ')).toEqual([
        "'self'",
        ...hosts.flatMap((host) => [`https://${host}`, `wss://${host}`]),
        'https://internet-up.ably-realtime.com',
        'wss://ws-up.ably-realtime.com',
      ]);
    }
  });

  it('are only the configured host', () => {
    expect(connect('ably.ruang-diri.test')).toBe(
      "'self' https://ably.ruang-diri.test wss://ably.ruang-diri.test",
    );
    expect(connect('localhost', 8443)).toBe("'self' https://localhost:8443 wss://localhost:8443");
  });
});

describe('the files of the app', () => {
  it('have a content type, and hashed ones are cached forever', async () => {
    const files = await filesOfPage();
    expect(files.length).toBeGreaterThan(4);
    for (const path of files) {
      const { status, headers } = await fetchRaw(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['content-type']).not.toContain('octet-stream');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe(
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    }
  });

  it('are served compressed when the client accepts it, with the same content', async () => {
    const script = (await filesOfPage()).find((path) => /^\/assets\/.*\.js$/.test(path)) ?? '';
    const uncompressed = await fetchRaw(script, { 'accept-encoding': 'identity' });
    const gzip = await fetchRaw(script, { 'accept-encoding': 'gzip' });
    const brotli = await fetchRaw(script, { 'accept-encoding': 'gzip, deflate, br' });
    expect(uncompressed.headers['content-encoding']).toBeUndefined();
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gunzipSync(gzip.body).equals(uncompressed.body)).toBe(true);
    expect(brotliDecompressSync(brotli.body).equals(uncompressed.body)).toBe(true);
    expect(brotli.body.length).toBeLessThan(uncompressed.body.length / 2);
    expect(uncompressed.headers.vary).toContain('Accept-Encoding');
  });

  it('are not sent again when the ETag matches', async () => {
    const first = await fetchRaw('/favicon.svg');
    const revalidated = await fetchRaw('/favicon.svg', {
      'if-none-match': String(first.headers.etag),
    });
    expect(revalidated.status).toBe(304);
    expect(revalidated.body).toHaveLength(0);
    expect(revalidated.headers.vary).toBe(first.headers.vary);
  });

  it('are limited to the build output', async () => {
    for (const path of [
      '/.vite/manifest.json',
      '/../package.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '/assets/missing.js',
      '/index.html.br',
    ]) {
      expect([path, (await fetchRaw(path)).status]).toEqual([path, 404]);
    }
  });
});

describe('an unknown address', () => {
  it('returns the app with status 404 to a browser', async () => {
    const { text } = await pageAt('/no/such/room')
      .expect(404)
      .expect('content-security-policy', /default-src 'none'/);
    expect(text).toContain('<div id="root">');
  });

  it.each([
    ['/no/such/room', '*/*'],
    ['/api/v1/no-such-route', AS_BROWSERS],
  ])('returns a JSON error to other clients: %s', async (path, accept) => {
    const { body } = await request(system.url).get(path).set({ accept }).expect(404);
    expect(body).toMatchObject({ success: false, code: 'route-not-found' });
  });

  it('rejects other methods', async () => {
    const { status, body } = await system.call('POST', '/book');
    expect([status, body.code]).toEqual([404, 'route-not-found']);
  });
});
