import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import type { ChromiumKind } from './chromium';
import { BrowserWindow } from './browser-window';
import { ContextPool } from './context-pool';
import type { WindowOptions } from './browser-window';
import type { TestUser, TestSystem } from '../harness/test-system';

/** Replaces Jest's `it` and opens windows. */
export interface BrowserTests {
  /**
   * Closes the test's windows after it. Also fails when a page logged an error, violated the
   * content security policy, threw, or received a 5xx; a failure leaves screenshots.
   */
  it: (title: string, body: () => Promise<void>, timeoutMs?: number) => void;
  /** A window without a sign-in. */
  open: (system: TestSystem, path: string, options?: WindowOptions) => Promise<BrowserWindow>;
  /** A window signed in by the real cookie. */
  openAs: (
    system: TestSystem,
    user: TestUser,
    page: { path: string } & WindowOptions,
  ) => Promise<BrowserWindow>;
}

const TEST_LIMIT_MS = 60_000;

/** `describe` for tests in browser windows; they share one browser. */
export function describeInBrowser(
  title: string,
  body: (tests: BrowserTests) => void,
  kind: ChromiumKind = 'shell',
): void {
  const inBrowser = (): void => {
    let browser: Browser | undefined;
    let pool: ContextPool | undefined;
    const windows: BrowserWindow[] = [];
    beforeAll(async () => {
      browser = await launchChromium(kind);
      pool = new ContextPool(browser);
    });
    afterAll(() => browser?.close());

    async function windowOf(system: TestSystem, options: WindowOptions): Promise<BrowserWindow> {
      if (!pool) throw new Error('Windows can only be opened inside a test');
      const window = await BrowserWindow.open(pool, system, options);
      windows.push(window);
      return window;
    }

    const open: BrowserTests['open'] = async (system, path, options = {}) => {
      const window = await windowOf(system, options);
      await window.page.goto(path);
      return window;
    };

    const openAs: BrowserTests['openAs'] = async (system, user, { path, ...options }) => {
      const window = await windowOf(system, options);
      await window.signIn(user);
      await window.page.goto(path);
      return window;
    };

    function guarded(name: string, test: () => Promise<void>, timeoutMs = TEST_LIMIT_MS): void {
      const run = async () => {
        try {
          await test();
          expect(windows.flatMap((window) => window.errors())).toEqual([]);
        } catch (error) {
          await saveScreenshots(windows, `${title} ${name}`);
          throw error;
        } finally {
          await Promise.all(windows.splice(0).map((window) => window.close()));
        }
      };
      it(name, run, timeoutMs);
    }

    body({ it: guarded, open, openAs });
  };
  describeWithChromium(title, inBrowser, kind);
}

/** Saves screenshots and accessibility trees of all windows to a temporary folder. */
async function saveScreenshots(windows: BrowserWindow[], title: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-failed-'));
  for (const [index, window] of windows.entries()) {
    for (const [tab, page] of window.pages().entries()) {
      const name = join(folder, `window-${index + 1}-tab-${tab + 1}`);
      // A hanging or closed page must not hide the failure of the test.
      await page.screenshot({ path: `${name}.png`, timeout: 3_000 }).catch(() => undefined);
      const seen = await page.ariaSnapshot({ timeout: 3_000 }).catch(() => '(no answer)');
      const errors = window.errors().join('\n');
      writeFileSync(`${name}.txt`, `${page.url()}\n\n${seen}\n\n${errors}\n`);
    }
  }
  process.stderr.write(`\n"${title}" failed; screenshots: ${folder}\n`);
}
