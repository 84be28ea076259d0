import type { Browser } from 'playwright-core';

const MISSING =
  'No font with colour emoji is installed: screenshots would show boxes. ' +
  'Install one (Debian, Ubuntu: apt-get install fonts-noto-color-emoji).';

/** Draws an emoji that no text font has, and looks for a pixel that is not grey. */
const HAS_COLOUR = `(() => {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  context.font = '40px sans-serif';
  context.fillText('🤗', 0, 40);
  const { data } = context.getImageData(0, 0, 60, 60);
  return data.some((value, n) => n % 4 === 0 && value !== data[n + 1]);
})()`;

/** Throws where the machine would show boxes instead of emoji. */
export async function requireColourEmoji(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  try {
    if (!(await page.evaluate<boolean>(HAS_COLOUR))) throw new Error(MISSING);
  } finally {
    await page.close();
  }
}
