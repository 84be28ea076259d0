import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import { PASSWORD } from './system';
import type { TestPerson, TestSystem } from './system';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

export interface WindowWish {
  viewport?: { width: number; height: number };
  /** IANA name of the zone the device is set to; Asia/Jakarta unless given. */
  timezone?: string;
  /** Language of the device; Indonesian unless given. */
  locale?: string;
  colorScheme?: 'light' | 'dark';
}

/** A browser window of one person, with cookies and storage of its own. */
export interface PersonWindow {
  page: Page;
  context: BrowserContext;
  /** Says that this trouble belongs to the test, such as a server that is away. */
  expectTrouble(kind: RegExp): void;
}

/** What a file of browser tests is given; its `it` replaces Jest's. */
export interface BrowserTests {
  /**
   * A test whose windows are closed after it. It fails as well when a page logged an error, broke
   * the content security policy, threw, or was answered with a 5xx; a failure leaves pictures.
   */
  it(title: string, body: () => Promise<void>, timeoutMs?: number): void;
  /** A window of somebody who has not signed in. */
  open(system: TestSystem, path: string, wish?: WindowWish): Promise<PersonWindow>;
  /** A window of somebody who has, through the real cookie. */
  openAs(
    system: TestSystem,
    person: TestPerson,
    page: { path: string } & WindowWish,
  ): Promise<PersonWindow>;
}

const TEST_LIMIT_MS = 60_000;
const ACTION_LIMIT_MS = 15_000;

/** The browser writes this about every answer it does not like; what a 4xx means is the page's business. */
const PLAIN_REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** A block of tests in real windows: one browser for all of them. */
export function describeInBrowser(title: string, body: (tests: BrowserTests) => void): void {
  describeWithChromium(title, () => {
    let browser: Browser | undefined;
    const windows: OpenWindow[] = [];
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser?.close());

    async function windowOf(system: TestSystem, wish: WindowWish): Promise<OpenWindow> {
      if (!browser) throw new Error('A window can be opened inside a test only');
      const window = await OpenWindow.open(browser, system, wish);
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
          expect(windows.flatMap((window) => window.troubles())).toEqual([]);
        } catch (error) {
          await keepPictures(windows, `${title} ${name}`);
          throw error;
        } finally {
          await Promise.all(windows.splice(0).map((window) => window.context.close()));
        }
      };
      it(name, run, timeoutMs);
    }

    body({ it: guarded, open, openAs });
  });
}

class OpenWindow implements PersonWindow {
  private readonly heard: string[] = [];
  private readonly expected = [PLAIN_REFUSAL];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, system: TestSystem, wish: WindowWish): Promise<OpenWindow> {
    const context = await browser.newContext({
      baseURL: system.url,
      locale: wish.locale ?? 'id-ID',
      timezoneId: wish.timezone ?? 'Asia/Jakarta',
      viewport: wish.viewport ?? DESK,
      colorScheme: wish.colorScheme ?? 'light',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(ACTION_LIMIT_MS);
    const page = await context.newPage();
    const window = new OpenWindow(context, page);
    context.on('page', (another) => window.listenTo(another));
    window.listenTo(page);
    return window;
  }

  async signIn(person: TestPerson): Promise<void> {
    const answer = await this.context.request.post('/api/v1/auth/session', {
      data: { email: person.email, password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`Not signed in: ${answer.status()} ${await answer.text()}`);
  }

  expectTrouble(kind: RegExp): void {
    this.expected.push(kind);
  }

  troubles(): string[] {
    return this.heard.filter((text) => !this.expected.some((kind) => kind.test(text)));
  }

  private listenTo(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.heard.push(message.text());
    });
    page.on('pageerror', (error) => this.heard.push(`Uncaught ${error.stack ?? error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 500) this.heard.push(`${response.status()} ${response.url()}`);
    });
  }
}

/** Pictures and texts of all windows as they were when a test failed, in a temporary folder. */
async function keepPictures(windows: OpenWindow[], title: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-failed-'));
  for (const [index, { context }] of windows.entries()) {
    for (const [tab, page] of context.pages().entries()) {
      const name = join(folder, `window-${index + 1}-tab-${tab + 1}`);
      // A page that hangs or is gone has no picture; the failure itself is what counts.
      await page.screenshot({ path: `${name}.png`, timeout: 3_000 }).catch(() => undefined);
      const seen = await page.ariaSnapshot({ timeout: 3_000 }).catch(() => '(no answer)');
      writeFileSync(`${name}.txt`, `${page.url()}\n\n${seen}\n`);
    }
  }
  process.stderr.write(`\n"${title}" failed; what its windows showed: ${folder}\n`);
}
