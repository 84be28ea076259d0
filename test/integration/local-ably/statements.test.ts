import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SOURCES = join(__dirname, '../../../src/local-ably');
const STATEMENTS = readFileSync(join(SOURCES, 'STATEMENTS.md'), 'utf8');

const TEST_FILES = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });

const ROWS = STATEMENTS.split('\n')
  .filter((line) => /^\| \d+\.\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, id = '', , code = '', tests = '']) => ({
    id,
    code: code.replaceAll('`', ''),
    tests: tests.split('<br>').map((test) => test.split(/: (.*)/)),
  }));

describe('STATEMENTS.md', () => {
  it('states the number of its rows', () => {
    expect(ROWS.length).toBeGreaterThan(100);
    expect(STATEMENTS).toContain(`${ROWS.length} statements.`);
  });

  it('references existing files and tests', () => {
    const missing = ROWS.flatMap(({ id, code, tests }) => [
      ...(existsSync(join(SOURCES, code)) ? [] : [`${id}: ${code}`]),
      ...tests
        .filter(([file = '', title = '']) => !hasTest(file, title))
        .map((test) => `${id}: ${test.join(' ')}`),
    ]);
    expect(missing).toEqual([]);
  });
});

function hasTest(file: string, title: string): boolean {
  const path = TEST_FILES.find((one) => basename(one) === `${file}.test.ts`);
  if (!path || !/\S/.test(title)) return false;
  return readFileSync(join(__dirname, path), 'utf8').includes(`'${title}'`);
}
