import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type * as AblySdk from 'ably';
import type * as AblyChatSdk from '@ably/chat';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium';

/** Globals of the page. */
export interface SdkWindow {
  Ably: typeof AblySdk;
  AblyChat: typeof AblyChatSdk;
  /** Options for a client of the server under test. */
  options: (more?: AblySdk.ClientOptions) => AblySdk.ClientOptions;
}

/** A page with the browser builds of the SDKs, in a separate browser. */
export interface SdkPage {
  page: Page;
  /** Makes `options()` in the page connect to this server. */
  pointTo(port: number, key: string): Promise<void>;
  close(): Promise<void>;
}

export const hasBrowser = findChromium('whole') !== undefined;
if (!hasBrowser) {
  process.stderr.write('Chromium is not installed, so the SDK was not tested in a browser.\n');
}

const SCRIPTS: Record<string, string> = {
  '/ably.js': join(dirname(require.resolve('ably')), 'ably.js'),
  '/chat.js': join(dirname(require.resolve('@ably/chat')), 'ably-chat.umd.cjs'),
};
const PAGE = '<!doctype html><script src="/ably.js"></script><script src="/chat.js"></script>';

export async function openSdkPage(): Promise<SdkPage> {
  const site = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    const script = SCRIPTS[request.url ?? ''];
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    return response.end(script ? readFileSync(script) : PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium('whole');
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
