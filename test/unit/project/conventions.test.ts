import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../../..');
const CODE = ['src', 'jobs', 'test', 'migrations'];
const MAX_FILES_PER_FOLDER = 30;
/** More than one word each, so that the spelling check cannot flag them. */
const PRIVATE_PHRASES =
  /\b(those at|signs? of life|word of (?:what|something)|let in|lets? some(?:body|one))\b/i;

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const isText = (file: string): boolean => /\.(tsx?|mts|mjs|js|css|md|json|ya?ml|html)$/.test(file);
const codeFiles = CODE.flatMap(filesBelow);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesBelow('docs').filter((file) => file.endsWith('.md')),
  ...codeFiles.filter((file) => file.endsWith('.md')),
];

describe('the project', () => {
  it(`has at most ${MAX_FILES_PER_FOLDER} files in a folder`, () => {
    const counts = new Map<string, number>();
    for (const file of codeFiles) {
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(50);
    expect([...counts].filter(([, count]) => count > MAX_FILES_PER_FOLDER)).toEqual([]);
  });

  it('uses no private phrases', () => {
    const self = relative(ROOT, __filename);
    const found = [...codeFiles.filter(isText), ...pages]
      .filter((file) => file !== self && !file.includes('/i18n/'))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .flatMap((line, index) => (PRIVATE_PHRASES.test(line) ? [`${file}:${index + 1}`] : [])),
      );
    expect(found).toEqual([]);
  });
});

describe('the documents', () => {
  it('name only files that exist', () => {
    const missing = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:src|jobs|test|docs|migrations|deploy)\/[\w./-]+)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('link only to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(ROOT, dirname(page), path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it('explain every contract decision that the project refers to', () => {
    const explained = new Set(read('docs/contract-decisions.md').match(/(?<=\*\*)C-\d\d/g));
    const referred = [...codeFiles.filter(isText), ...pages].flatMap(
      (file) => read(file).match(/\bC-\d\d\b/g) ?? [],
    );
    expect(explained.size).toBe(60);
    expect([...new Set(referred)].filter((id) => !explained.has(id))).toEqual([]);
  });
});
