import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DESK, PHONE, PersonWindow } from '../support/person-window';
import type { TestSystem } from '../support/system';
import type { People } from './people';
import type { RoomPicture } from './rooms';

const DEVICES = { phone: PHONE, desk: DESK };
const THEMES = ['light', 'dark'] as const;

interface Studio {
  browser: Browser;
  system: TestSystem;
  people: People;
  now: number;
  folder: string;
}

/** Pictures a room on a phone and at a desk, by day and by night; tells the bytes that took. */
export async function takePictures(studio: Studio, room: RoomPicture): Promise<number> {
  let bytes = 0;
  mkdirSync(studio.folder, { recursive: true });
  for (const [device, viewport] of Object.entries(DEVICES)) {
    const window = await PersonWindow.open(studio.browser, studio.system, {
      viewport,
      now: studio.now,
    });
    try {
      if (room.as) await window.signIn(studio.people[room.as]);
      await window.page.goto(room.path);
      await window.page.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
      await window.page.waitForLoadState('networkidle');
      await room.prepare?.(window.page);
      for (const colorScheme of THEMES) {
        await window.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const path = join(studio.folder, `${room.name}-${device}-${colorScheme}.png`);
        await window.page.screenshot({ path, caret: 'hide' });
        bytes += statSync(path).size;
      }
      const troubles = window.troubles();
      if (troubles.length > 0) throw new Error(`${room.name}: ${troubles.join('\n')}`);
    } finally {
      await window.close();
    }
  }
  return bytes;
}
