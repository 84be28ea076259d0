import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CONFORMANCE,
  CONTRACTS,
  isBrowserTest,
  promiseIdOf,
  readPromises,
  readTests,
} from '../support/contracts/promises';
import type { Contract } from '../support/contracts/promises';
import { contractsPage } from '../support/contracts/contracts-page';

const names = Object.entries(CONTRACTS) as [Contract, number][];
const existing = names.filter(([contract]) => existsSync(join(CONFORMANCE, contract)));

describe.each(existing)('the promises of %s', (contract, count) => {
  const promises = readPromises(contract);
  const tests = readTests(contract);

  it('are listed once each', () => {
    const numbers = promises.map(({ id }) => Number(id.replace(`${contract}-`, '')));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('have one test each unless planned for later', () => {
    const wrong = promises
      .map(({ id, later }) => ({
        id,
        expected: later ? 0 : 1,
        found: tests.filter(({ title }) => promiseIdOf(title) === id).length,
      }))
      .filter(({ expected, found }) => expected !== found);
    expect(wrong).toEqual([]);
  });

  it('are planned for later only with a reason', () => {
    const unexplained = promises.filter(
      ({ later }) => later !== undefined && (later === true || later.length < 20),
    );
    expect(unexplained).toEqual([]);
  });

  it('are tested under their own ids only', () => {
    const ids = new Set(promises.map(({ id }) => id));
    const foreignTests = tests.filter(
      ({ title }) => !ids.has(promiseIdOf(title)) && !/^C-\d/.test(title),
    );
    expect(foreignTests).toEqual([]);
  });

  it('are tested in a browser when they promise a page', () => {
    const pages = new Set(promises.filter(({ kind }) => kind === 'U').map(({ id }) => id));
    const others = tests.filter(
      ({ title, file }) => pages.has(promiseIdOf(title)) && !isBrowserTest(file),
    );
    expect(others).toEqual([]);
  });

  it('are tested by enabled tests with assertions', () => {
    expect(tests.filter((test) => test.isDisabled || !test.hasAssertion)).toEqual([]);
  });
});

it('docs/contracts.md is up to date: `npm run docs:contracts` writes it', () => {
  const page = readFileSync(join(__dirname, '../../docs/contracts.md'), 'utf8');
  expect(page).toBe(contractsPage());
});

it('has one folder per contract', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(folders.map(({ name }) => name).sort()).toEqual(existing.map(([name]) => name).sort());
});
