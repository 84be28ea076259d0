import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type * as AblySdk from 'ably';
import type * as AblyChatSdk from '@ably/chat';
import { chromium, type Page } from 'playwright-core';

/** What the scripts of the page put on its window. */
export interface SdkWindow {
  Ably: typeof AblySdk;
  AblyChat: typeof AblyChatSdk;
  /** Options for a client of the server under test. */
  options: (more?: AblySdk.ClientOptions) => AblySdk.ClientOptions;
}

/** A page with the browser builds of the SDKs, in a browser of its own. */
export interface SdkPage {
  page: Page;
  /** Lets `options()` in the page point to this server. */
  pointTo(port: number, key: string): Promise<void>;
  close(): Promise<void>;
}

const BROWSER = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
].find((path) => existsSync(path));

/** True where there is a browser to test with; says so once where there is none. */
export const hasBrowser = BROWSER !== undefined;
if (!hasBrowser) {
  process.stderr.write(
    'NO CHROMIUM: the browser build of the SDK is NOT tested; apt-get install chromium.\n',
  );
}

const SCRIPTS: Record<string, string> = {
  '/ably.js': join(dirname(require.resolve('ably')), 'ably.js'),
  '/chat.js': join(dirname(require.resolve('@ably/chat')), 'ably-chat.umd.cjs'),
};
const PAGE = '<!doctype html><script src="/ably.js"></script><script src="/chat.js"></script>';

/** Serves and opens the page. */
export async function openSdkPage(): Promise<SdkPage> {
  const site = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    const script = SCRIPTS[request.url ?? ''];
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    return response.end(script ? readFileSync(script) : PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  return {
    page,
    pointTo: (port, key) =>
      page.evaluate(
        (basic) => {
          const sdks = globalThis as unknown as SdkWindow;
          sdks.options = (more = {}) => ({
            ...basic,
            ...(more.token || more.authCallback ? { key: undefined } : {}),
            ...more,
          });
        },
        {
          key,
          port,
          endpoint: '127.0.0.1',
          tls: false,
          disableConnectivityCheck: true,
          logLevel: 0,
        },
      ),
    close: async () => {
      await browser.close();
      site.closeAllConnections();
      site.close();
    },
  };
}
