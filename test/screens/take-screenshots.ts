import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DESKTOP, PHONE, BrowserWindow } from '../support/pages/browser-window';
import type { ContextPool } from '../support/pages/context-pool';
import type { TestSystem } from '../support/harness/test-system';
import type { ScreenUsers } from './screen-users';
import type { PageScreenshot } from './page-screenshots';

const DEVICES = { phone: PHONE, desk: DESKTOP };

interface ScreenshotDeps {
  pool: ContextPool;
  system: TestSystem;
  users: ScreenUsers;
  now: number;
  folder: string;
}

/** Takes a screenshot on phone and desktop, in light and dark; returns the bytes of the files. */
export async function takeScreenshots(
  deps: ScreenshotDeps,
  screenshot: PageScreenshot,
): Promise<number> {
  let bytes = 0;
  mkdirSync(deps.folder, { recursive: true });
  for (const device of ['phone', 'desk'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      bytes += await takeScreenshot(deps, screenshot, { device, colorScheme });
    }
  }
  return bytes;
}

async function takeScreenshot(
  { pool, system, users, now, folder }: ScreenshotDeps,
  screenshot: PageScreenshot,
  { device, colorScheme }: { device: keyof typeof DEVICES; colorScheme: 'light' | 'dark' },
): Promise<number> {
  const viewport = DEVICES[device];
  const window = await BrowserWindow.open(pool, system, { viewport, colorScheme, now });
  const { page } = window;
  try {
    if (screenshot.as) await window.signIn(users[screenshot.as]);
    await page.goto(screenshot.path);
    await page.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    await screenshot.prepare?.(page);
    const path = join(folder, `${screenshot.name}-${device}-${colorScheme}.png`);
    await page.screenshot({ path, caret: 'hide' });
    const errors = window.errors();
    if (errors.length > 0) throw new Error(`${screenshot.name}: ${errors.join('\n')}`);
    return statSync(path).size;
  } finally {
    await window.close();
  }
}
