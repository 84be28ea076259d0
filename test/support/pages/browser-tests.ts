import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import type { ChromiumKind } from './chromium';
import { BrowserWindow } from './browser-window';
import type { WindowOptions } from './browser-window';
import type { TestUser, TestSystem } from '../harness/test-system';

/** What a file of browser tests is given; its `it` replaces Jest's. */
export interface BrowserTests {
  /**
   * A test whose windows are closed after it. It fails as well when a page logged an error, broke
   * the content security policy, threw, or was answered with a 5xx; a failure leaves pictures.
   */
  it: (title: string, body: () => Promise<void>, timeoutMs?: number) => void;
  /** A window of somebody who has not signed in. */
  open: (system: TestSystem, path: string, wish?: WindowOptions) => Promise<BrowserWindow>;
  /** A window of somebody who has, through the real cookie. */
  openAs: (
    system: TestSystem,
    person: TestUser,
    page: { path: string } & WindowOptions,
  ) => Promise<BrowserWindow>;
}

const TEST_LIMIT_MS = 60_000;

/** A block of tests in real windows: one browser for all of them. */
export function describeInBrowser(
  title: string,
  body: (tests: BrowserTests) => void,
  kind: ChromiumKind = 'shell',
): void {
  const inBrowser = (): void => {
    let browser: Browser | undefined;
    const windows: BrowserWindow[] = [];
    beforeAll(async () => {
      browser = await launchChromium(kind);
    });
    afterAll(() => browser?.close());

    async function windowOf(system: TestSystem, wish: WindowOptions): Promise<BrowserWindow> {
      if (!browser) throw new Error('A window can be opened inside a test only');
      const window = await BrowserWindow.open(browser, system, wish);
      windows.push(window);
      return window;
    }

    const open: BrowserTests['open'] = async (system, path, wish = {}) => {
      const window = await windowOf(system, wish);
      await window.page.goto(path);
      return window;
    };

    const openAs: BrowserTests['openAs'] = async (system, person, { path, ...wish }) => {
      const window = await windowOf(system, wish);
      await window.signIn(person);
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

/** Pictures and texts of all windows as they were when a test failed, in a temporary folder. */
async function saveScreenshots(windows: BrowserWindow[], title: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-failed-'));
  for (const [index, window] of windows.entries()) {
    for (const [tab, page] of window.context.pages().entries()) {
      const name = join(folder, `window-${index + 1}-tab-${tab + 1}`);
      // A page that hangs or is gone has no picture; the failure itself is what counts.
      await page.screenshot({ path: `${name}.png`, timeout: 3_000 }).catch(() => undefined);
      const seen = await page.ariaSnapshot({ timeout: 3_000 }).catch(() => '(no answer)');
      const troubles = window.errors().join('\n');
      writeFileSync(`${name}.txt`, `${page.url()}\n\n${seen}\n\n${troubles}\n`);
    }
  }
  process.stderr.write(`\n"${title}" failed; what its windows showed: ${folder}\n`);
}
