import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PASSWORD } from '../harness/test-system';
import type { TestUser, TestSystem } from '../harness/test-system';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

const TABLET_PX = 600;
const ACTION_LIMIT_MS = 15_000;

/** The browser writes this about every answer it does not like; what a 4xx means is the page's business. */
const CLIENT_ERROR_LOG = /^Failed to load resource: the server responded with a status of 4\d\d/;

export interface WindowOptions {
  viewport?: { width: number; height: number };
  /** IANA name of the zone the device is set to; Asia/Jakarta unless given. */
  timezone?: string;
  /** Language of the device; Indonesian unless given. */
  locale?: string;
  colorScheme?: 'light' | 'dark';
  /** What the device's clock shows from now on; it stands still. */
  now?: number;
}

function isPhoneWidth({ width }: { width: number }): boolean {
  return width < TABLET_PX;
}

/** Whether a page is on a phone, where Enter begins a new line. */
export function isPhone(page: Page): boolean {
  return isPhoneWidth(page.viewportSize() ?? DESKTOP);
}

/** A browser window of one person, with cookies and storage of its own. */
export class BrowserWindow {
  private readonly recordedErrors: string[] = [];
  private readonly allowedErrors = [CLIENT_ERROR_LOG];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(
    browser: Browser,
    system: Pick<TestSystem, 'url'>,
    wish: WindowOptions,
  ): Promise<BrowserWindow> {
    const viewport = wish.viewport ?? DESKTOP;
    const context = await browser.newContext({
      baseURL: system.url,
      locale: wish.locale ?? 'id-ID',
      timezoneId: wish.timezone ?? 'Asia/Jakarta',
      viewport,
      // What is this narrow is held in a hand.
      isMobile: isPhoneWidth(viewport),
      hasTouch: isPhoneWidth(viewport),
      colorScheme: wish.colorScheme ?? 'light',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(ACTION_LIMIT_MS);
    if (wish.now !== undefined) await context.clock.setFixedTime(wish.now);
    const page = await context.newPage();
    const window = new BrowserWindow(context, page);
    context.on('page', (another) => window.recordErrors(another));
    window.recordErrors(page);
    return window;
  }

  /** Signs in without the form: the cookie is the real one. */
  async signIn(person: Pick<TestUser, 'email'>): Promise<void> {
    const answer = await this.context.request.post('/api/v1/auth/session', {
      data: { email: person.email, password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`Not signed in: ${answer.status()} ${await answer.text()}`);
  }

  /** Says that this trouble belongs to the test, such as a server that is away. */
  allowError(kind: RegExp): void {
    this.allowedErrors.push(kind);
  }

  /** Errors that pages logged, broke a policy with, threw, or were answered with a 5xx. */
  errors(): string[] {
    return this.recordedErrors.filter(
      (text) => !this.allowedErrors.some((kind) => kind.test(text)),
    );
  }

  close(): Promise<void> {
    return this.context.close();
  }

  private recordErrors(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.recordedErrors.push(message.text());
    });
    page.on('pageerror', (error) =>
      this.recordedErrors.push(`Uncaught ${error.stack ?? error.message}`),
    );
    page.on('response', (response) => {
      if (response.status() >= 500)
        this.recordedErrors.push(`${response.status()} ${response.url()}`);
    });
  }
}
