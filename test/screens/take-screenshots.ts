import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DESKTOP, PHONE, BrowserWindow } from '../support/pages/browser-window';
import type { TestSystem } from '../support/harness/test-system';
import type { ScreenUsers } from './screen-users';
import type { PageScreenshot } from './page-screenshots';

const DEVICES = { phone: PHONE, desk: DESKTOP };

interface ScreenshotDeps {
  browser: Browser;
  system: TestSystem;
  users: ScreenUsers;
  now: number;
  folder: string;
}

/** Pictures a room on a phone and at a desk, by day and by night; tells the bytes that took. */
export async function takeScreenshots(
  studio: ScreenshotDeps,
  room: PageScreenshot,
): Promise<number> {
  let bytes = 0;
  mkdirSync(studio.folder, { recursive: true });
  for (const device of ['phone', 'desk'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      bytes += await takeScreenshot(studio, room, { device, colorScheme });
    }
  }
  return bytes;
}

async function takeScreenshot(
  { browser, system, users: people, now, folder }: ScreenshotDeps,
  room: PageScreenshot,
  { device, colorScheme }: { device: keyof typeof DEVICES; colorScheme: 'light' | 'dark' },
): Promise<number> {
  const viewport = DEVICES[device];
  const window = await BrowserWindow.open(browser, system, { viewport, colorScheme, now });
  const { page } = window;
  try {
    if (room.as) await window.signIn(people[room.as]);
    await page.goto(room.path);
    await page.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    await room.prepare?.(page);
    const path = join(folder, `${room.name}-${device}-${colorScheme}.png`);
    await page.screenshot({ path, caret: 'hide' });
    const troubles = window.errors();
    if (troubles.length > 0) throw new Error(`${room.name}: ${troubles.join('\n')}`);
    return statSync(path).size;
  } finally {
    await window.close();
  }
}
