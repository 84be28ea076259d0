import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_KINDS } from '../../../../src/errors';
import { en } from '../../../../src/web/i18n/en';
import { id } from '../../../../src/web/i18n/id';

const WEB = join(__dirname, '../../../../src/web');

/** Every text by its full key, such as `booking.title`. */
function flat(texts: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : Object.entries(flat(value as object, `${prefix}${key}.`)),
    ),
  );
}

const indonesian = flat(id);
const english = flat(en);

const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([placeholder]) => placeholder).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/i18n\/(id|en)(\/|\.ts)/.test(file));
}

describe('UI texts', () => {
  it('have the same keys in both languages, none empty', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(indonesian).sort());
    const empty = [...Object.entries(indonesian), ...Object.entries(english)].filter(
      ([, text]) => text.trim() === '',
    );
    expect(empty).toEqual([]);
  });

  it('have the same placeholders in both languages', () => {
    const different = Object.keys(indonesian).filter(
      (key) =>
        placeholdersOf(indonesian[key] ?? '').join() !== placeholdersOf(english[key] ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('are translated', () => {
    const untranslated = Object.entries(indonesian).filter(
      ([key, text]) => text.split(' ').length > 3 && english[key] === text,
    );
    expect(untranslated).toEqual([]);
  });

  it('explain every error code of the API', () => {
    const missing = Object.keys(ERROR_KINDS).filter((code) => !(`errors.${code}` in indonesian));
    expect(missing).toEqual([]);
  });

  it('are all used', () => {
    const text = sources(WEB)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const isUsed = (key: string): boolean => {
      // Plurals are used without their suffix; dynamic keys by their prefix.
      const whole = key.replace(/_(zero|one|two|few|many|other)$/, '');
      const prefix = whole.slice(0, whole.lastIndexOf('.'));
      return (
        text.includes(`'${whole}'`) || text.includes(`\`${prefix}.\${`) || hasTemplate(text, whole)
      );
    };
    expect(Object.keys(indonesian).filter((key) => !isUsed(key))).toEqual([]);
  });
});

/** Whether a template such as `booking.${x}.title` can produce the key. */
function hasTemplate(text: string, key: string): boolean {
  const templates = [...text.matchAll(/t\(\s*`([^`]*\$\{[^`]*)`/g)].map(
    ([, template]) => template ?? '',
  );
  return templates.some((template) => {
    const pattern = template
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\w.-]+');
    return new RegExp(`^${pattern}$`).test(key);
  });
}
