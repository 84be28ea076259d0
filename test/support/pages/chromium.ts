import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** The `shell` draws pages and no window around them: a fifth of the work. Only the `whole` has pushes. */
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
];

const MISSING =
  'There is no Chromium on this machine, so nothing that people see was tested. ' +
  'Install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH to its program.';

/** Where there is no shell, the whole one serves. */
function findChromium(kind: ChromiumKind): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  const places = kind === 'shell' ? [SHELL, ...PATHS] : PATHS;
  return (named === undefined ? places : [named, ...places]).find((path) => existsSync(path));
}

/** A headless Chromium that speaks to nobody but the pages it is sent to. */
export async function launchChromium(kind: ChromiumKind): Promise<Browser> {
  const executablePath = findChromium(kind);
  if (executablePath === undefined) throw new Error(MISSING);
  return chromium.launch({ executablePath, args: LAUNCH_ARGS });
}

/**
 * `describe` for tests that need Chromium. Where there is none they are skipped and counted as such,
 * with a loud word; under CI one test fails instead, for there nobody would read the word.
 */
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
