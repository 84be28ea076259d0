import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { testsIn } from '../support/promise-tests';

interface Promise {
  id: string;
  kind: string;
  /** Not kept yet: docs/contracts.md says why. */
  later?: true;
}

/** How many promises each contract makes. */
const CONTRACTS = { counseling: 111, care: 79, support: 102, direct: 27, tutoring: 177 };

const listOf = (contract: string): string => join(__dirname, contract, 'promises.json');
const written = Object.entries(CONTRACTS).filter(([contract]) => existsSync(listOf(contract)));
const read = (contract: string): Promise[] =>
  JSON.parse(readFileSync(listOf(contract), 'utf8')) as Promise[];

describe.each(written)('the promises of %s', (contract, count) => {
  const promises = read(contract);
  const tests = testsIn(join(__dirname, contract));
  const named = new RegExp(`^(${contract}-\\d+|C-\\d+) \\S`);
  const idOf = (title: string): string => named.exec(title)?.[1] ?? '';

  it('are listed once each', () => {
    const numbers = promises.map(({ id }) => Number(id.replace(`${contract}-`, '')));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('have one test each, but for those that come later', () => {
    const wrong = promises
      .map(({ id, later }) => ({
        id,
        expected: later ? 0 : 1,
        found: tests.filter(({ title }) => idOf(title) === id).length,
      }))
      .filter(({ expected, found }) => expected !== found);
    expect(wrong).toEqual([]);
  });

  it('are tested under their own names alone', () => {
    const known = new Set(promises.map(({ id }) => id));
    const strange = tests.filter(({ title }) => !known.has(idOf(title)) && !/^C-\d/.test(title));
    expect(strange).toEqual([]);
  });

  it('are tested by tests that run and claim something', () => {
    expect(tests.filter((test) => test.isOff || !test.claims)).toEqual([]);
  });
});

it('promises that come later are exactly those that docs/contracts.md gives reasons for', () => {
  const page = readFileSync(join(__dirname, '../../docs/contracts.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\w+-\d+)\s+\| [^|]*\S[^|]* \| [^|]*\S[^|]* \|$/gm)];
  const later = written.flatMap(([contract]) => read(contract).filter((one) => one.later));
  expect(rows.map((row) => row[1]).sort()).toEqual(later.map(({ id }) => id).sort());
});

it('every folder here belongs to a contract', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(folders.map(({ name }) => name).sort()).toEqual(written.map(([name]) => name).sort());
});
