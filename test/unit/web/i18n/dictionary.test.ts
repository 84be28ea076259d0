import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_KINDS } from '../../../../src/errors';
import { en } from '../../../../src/web/i18n/en';
import { id } from '../../../../src/web/i18n/id';

const WEB = join(__dirname, '../../../../src/web');

/** Every word by its whole key, such as `book.title`. */
function flat(words: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : Object.entries(flat(value as object, `${prefix}${key}.`)),
    ),
  );
}

const indonesian = flat(id);
const english = flat(en);

const gapsOf = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([gap]) => gap).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${join('web', 'i18n')}/`));
}

describe('the words of the app', () => {
  it('are the same keys in both languages, none of them empty', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(indonesian).sort());
    const empty = [...Object.entries(indonesian), ...Object.entries(english)].filter(
      ([, text]) => text.trim() === '',
    );
    expect(empty).toEqual([]);
  });

  it('leave the same gaps to be filled in both languages', () => {
    const different = Object.keys(indonesian).filter(
      (key) => gapsOf(indonesian[key] ?? '').join() !== gapsOf(english[key] ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('are not the same sentence twice: each was translated', () => {
    const untranslated = Object.entries(indonesian).filter(
      ([key, text]) => text.split(' ').length > 3 && english[key] === text,
    );
    expect(untranslated).toEqual([]);
  });

  it('tell a person what every refusal of the API means', () => {
    const untold = Object.keys(ERROR_KINDS).filter((code) => !(`errors.${code}` in indonesian));
    expect(untold).toEqual([]);
  });

  it('are all used somewhere', () => {
    const text = sources(WEB)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const isUsed = (key: string): boolean => {
      // A plural is asked for without its ending; a family of words by the beginning of its key.
      const whole = key.replace(/_(zero|one|two|few|many|other)$/, '');
      const family = whole.slice(0, whole.lastIndexOf('.'));
      return (
        text.includes(`'${whole}'`) || text.includes(`\`${family}.\${`) || hasTemplate(text, whole)
      );
    };
    expect(Object.keys(indonesian).filter((key) => !isUsed(key))).toEqual([]);
  });
});

/** Whether some template such as `book.${x}.title` could give the key. */
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
