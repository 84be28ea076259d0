import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { en } from '../../../src/web/i18n/en';
import { id } from '../../../src/web/i18n/id';

type Language = 'id' | 'en';
type Translations = { readonly [key: string]: string | Translations };

/** Violations of WCAG 2.2 AA and best practices, with their location. */
export async function accessibilityIssues(
  page: Page,
  rules: 'all' | 'of colour' = 'all',
): Promise<string[]> {
  const runOnly = rules === 'all' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...runOnly })})`,
  );
  return violations.flatMap(({ id: rule, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const where = target.map(String).join(' ');
      return `${rule}: ${help}, at ${where}: ${failureSummary ?? ''}`;
    }),
  );
}

/** Untranslated keys and texts in the other language. */
export async function languageIssues(page: Page, language: Language): Promise<string[]> {
  const text = await accessibleText(page);
  const roots = Object.keys(id).join('|');
  const keys = text.match(new RegExp(`\\b(${roots})\\.[a-z][\\w.]+`, 'g')) ?? [];
  const [own, other] = language === 'id' ? [id, en] : [en, id];
  const ownTexts = new Set(sentences(own));
  const lines = new Set(text.split('\n').map((line) => line.trim()));
  const foreign = sentences(other).filter((line) => !ownTexts.has(line) && lines.has(line));
  const declared = await page.locator('html').getAttribute('lang');
  return [
    ...keys.map((key) => `no translation for ${key}`),
    ...foreign.map((line) => `not ${language}: ${line}`),
    ...(declared === language ? [] : [`the page declares the language "${declared}"`]),
  ];
}

/** Elements that overflow the window horizontally. */
export async function layoutIssues(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    (() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll('main *, header *')]
        .filter((one) => one.getBoundingClientRect().right > width + 1)
        .map((one) => one.tagName + '.' + one.className + ' ends at ' + one.getBoundingClientRect().right);
    })()
  `);
}

/** Visible texts and accessible names of the page, one per line. */
async function accessibleText(page: Page): Promise<string> {
  const visible = await page.locator('body').innerText();
  const names = await page.evaluate<string[]>(`
    [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].flatMap((one) =>
      ['aria-label', 'title', 'placeholder', 'alt'].map((name) => one.getAttribute(name) ?? ''),
    )
  `);
  return [await page.title(), visible, ...names].join('\n');
}

function sentences(translations: Translations): string[] {
  return Object.values(translations).flatMap((value) =>
    typeof value === 'string' ? [value] : sentences(value),
  );
}
