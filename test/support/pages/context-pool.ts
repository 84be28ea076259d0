import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

interface PooledContext {
  context: BrowserContext;
  /** Stays open, so that the next page finds a warm renderer process. */
  anchor: Page;
  options: string;
}

/**
 * Browser contexts that tests use one after the other: half of what a window costs is a new renderer
 * process, which compiles all scripts again. Between two tests all that a page stores is removed; only the
 * HTTP cache stays.
 */
export class ContextPool {
  private readonly idle: PooledContext[] = [];
  private readonly used = new Map<BrowserContext, PooledContext>();

  constructor(
    private readonly browser: Browser,
    /** A static file of the site: a renderer process is reused for the same site only. */
    private readonly anchorPath = '/favicon.svg',
  ) {}

  async take(options: BrowserContextOptions): Promise<BrowserContext> {
    const key = JSON.stringify(options);
    const at = this.idle.findIndex((one) => one.options === key);
    const [pooled] = at < 0 ? [] : this.idle.splice(at, 1);
    if (!pooled) return this.create(options, key);
    this.used.set(pooled.context, pooled);
    return pooled.context;
  }

  /** Closes the context's pages; a context that cannot be cleared is closed. */
  async giveBack(context: BrowserContext, { reusable }: { reusable: boolean }): Promise<void> {
    const pooled = this.used.get(context);
    this.used.delete(context);
    if (!pooled || !reusable || pooled.anchor.isClosed()) return context.close();
    await closePages(pooled);
    await clear(pooled);
    this.idle.push(pooled);
  }

  /** The pages that the test opened. */
  pagesOf(context: BrowserContext): Page[] {
    const anchor = this.used.get(context)?.anchor;
    return context.pages().filter((page) => page !== anchor);
  }

  private async create(options: BrowserContextOptions, key: string): Promise<BrowserContext> {
    const context = await this.browser.newContext(options);
    const anchor = await context.newPage();
    await anchor.goto(this.anchorPath);
    this.used.set(context, { context, anchor, options: key });
    return context;
  }
}

async function closePages({ context, anchor }: PooledContext): Promise<void> {
  const pages = context.pages().filter((page) => page !== anchor);
  await Promise.all(pages.map((page) => page.close()));
}

async function clear({ context, anchor }: PooledContext): Promise<void> {
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  await context.clearPermissions();
  await context.clearCookies();
  const devtools = await context.newCDPSession(anchor);
  const { origin } = new URL(anchor.url());
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await devtools.detach();
}
