import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** `shell`: headless shell, about five times faster to start. `whole`: required for pushes. */
export type ChromiumKind = 'shell' | 'whole';

const SHELL = '/usr/bin/chromium-headless-shell';
const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const LAUNCH_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Pages of one context share a renderer process: the next one finds it warm.
  '--renderer-process-limit=1',
];

const MISSING =
  'Chromium is not installed, so the web app was not tested. ' +
  'Install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH.';

/** Falls back from the shell to the whole browser. */
export function findChromium(kind: ChromiumKind): string | undefined {
  const configured = process.env['CHROMIUM_PATH'] ?? [];
  const paths = kind === 'shell' ? [SHELL, ...PATHS] : PATHS;
  return [configured, paths].flat().find((path) => existsSync(path));
}

/**
 * Launches a headless Chromium without background requests. `language` is that of the browser itself,
 * such as in its date fields, if it is installed (Debian: chromium-l10n); contexts have their own.
 */
export async function launchChromium(kind: ChromiumKind, language = 'en'): Promise<Browser> {
  const executablePath = findChromium(kind);
  if (executablePath === undefined) throw new Error(MISSING);
  const env = { ...process.env, LANGUAGE: language };
  return chromium.launch({ executablePath, args: LAUNCH_ARGS, env });
}

/** `describe` for tests that need Chromium: skipped with a warning without it, a failure under CI. */
export function describeWithChromium(title: string, body: () => void, kind: ChromiumKind): void {
  if (findChromium(kind) !== undefined) return void describe(title, body);
  if (process.env['CI'] === 'true') {
    it(`${title}: has a Chromium to run in`, () => {
      throw new Error(MISSING);
    });
  } else {
    process.stderr.write(`\n*** SKIPPED: ${title}. ${MISSING}\n\n`);
  }
  describe.skip(title, body);
}
