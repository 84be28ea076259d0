import type { BrowserContext, Page, Response } from 'playwright-core';
import { ReplyCheck } from '../checks/reply-check';
import type { ContextPool } from './context-pool';
import { PASSWORD } from '../harness/test-system';
import type { TestUser, TestSystem } from '../harness/test-system';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

const TABLET_PX = 600;
const ACTION_LIMIT_MS = 15_000;

/** Chromium logs every 4xx response; pages handle them. */
const CLIENT_ERROR_LOG = /^Failed to load resource: the server responded with a status of 4\d\d/;

export interface WindowOptions {
  viewport?: { width: number; height: number };
  /** IANA time zone of the device; Asia/Jakarta by default. */
  timezone?: string;
  /** Language of the device; Indonesian by default. */
  locale?: string;
  colorScheme?: 'light' | 'dark';
  /** Fixed time of the device's clock, in epoch milliseconds. */
  now?: number;
}

function isPhoneWidth({ width }: { width: number }): boolean {
  return width < TABLET_PX;
}

/** Whether a page is phone-sized; there, Enter inserts a line break. */
export function isPhone(page: Page): boolean {
  return isPhoneWidth(page.viewportSize() ?? DESKTOP);
}

/** A browser window with separate cookies and storage. */
export class BrowserWindow {
  private readonly recordedErrors: string[] = [];
  private readonly allowedErrors = [CLIENT_ERROR_LOG];
  /** What cannot be taken back ends with the context. */
  private isReusable = true;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly replies: ReplyCheck,
    private readonly pool: ContextPool,
  ) {}

  static async open(
    pool: ContextPool,
    system: Pick<TestSystem, 'url'>,
    options: WindowOptions,
  ): Promise<BrowserWindow> {
    const viewport = options.viewport ?? DESKTOP;
    const context = await pool.take({
      baseURL: system.url,
      locale: options.locale ?? 'id-ID',
      timezoneId: options.timezone ?? 'Asia/Jakarta',
      viewport,
      isMobile: isPhoneWidth(viewport),
      hasTouch: isPhoneWidth(viewport),
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(ACTION_LIMIT_MS);
    const page = await context.newPage();
    const window = new BrowserWindow(context, page, await replyCheckOf(system), pool);
    if (options.now !== undefined) await window.setFixedTime(options.now);
    context.on('page', window.recordErrors);
    window.recordErrors(page);
    return window;
  }

  /** Signs in by the API, which sets the real cookie. */
  async signIn(user: Pick<TestUser, 'email'>): Promise<void> {
    const response = await this.context.request.post('/api/v1/auth/session', {
      data: { email: user.email, password: PASSWORD },
      // The server may close a kept connection in the moment of the request.
      maxRetries: 2,
    });
    if (!response.ok())
      throw new Error(`Not signed in: ${response.status()} ${await response.text()}`);
  }

  /** Runs a script in every page of this window. */
  async addInitScript(script: string): Promise<void> {
    this.isReusable = false;
    await this.context.addInitScript(script);
  }

  /** Replaces the clock of every page, which moves on by `fastForward`. */
  async installClock(): Promise<void> {
    this.isReusable = false;
    await this.context.clock.install();
  }

  private async setFixedTime(milliseconds: number): Promise<void> {
    this.isReusable = false;
    await this.context.clock.setFixedTime(milliseconds);
  }

  /** The window's tabs. */
  pages(): Page[] {
    return this.pool.pagesOf(this.context);
  }

  /** Ignores errors that the test provokes, such as an unreachable server. */
  allowError(kind: RegExp): void {
    this.allowedErrors.push(kind);
  }

  /** Logged errors, policy violations, exceptions, 5xx responses and replies that are not documented. */
  errors(): string[] {
    return this.recordedErrors.filter(
      (text) => !this.allowedErrors.some((kind) => kind.test(text)),
    );
  }

  close(): Promise<void> {
    this.context.off('page', this.recordErrors);
    return this.pool.giveBack(this.context, { reusable: this.isReusable });
  }

  private readonly recordErrors = (page: Page): void => {
    page.on('console', (message) => {
      if (message.type() === 'error') this.recordedErrors.push(message.text());
    });
    page.on('pageerror', (error) =>
      this.recordedErrors.push(`Uncaught ${error.stack ?? error.message}`),
    );
    page.on('response', (response) => {
      if (response.status() >= 500)
        this.recordedErrors.push(`${response.status()} ${response.url()}`);
      void this.checkReply(response);
    });
  };

  private async checkReply(response: Response): Promise<void> {
    const type = response.headers()['content-type'] ?? '';
    if (!type.startsWith('application/json')) return;
    // Aborted responses have no body.
    const body: unknown = await response.json().catch(() => undefined);
    if (body === undefined) return;
    const reply = { method: response.request().method(), path: new URL(response.url()).pathname };
    this.recordedErrors.push(
      ...this.replies.issuesOf({ ...reply, status: response.status(), body }),
    );
  }
}

/** The document is the same for every system of a test file. */
let loading: Promise<ReplyCheck> | undefined;
function replyCheckOf({ url }: Pick<TestSystem, 'url'>): Promise<ReplyCheck> {
  loading ??= ReplyCheck.load(url);
  return loading;
}
