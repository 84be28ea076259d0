import { join } from 'node:path';
import { testsIn } from '../support/promise-tests';
import promises from './counseling/promises.json';

/** What the browser app has to keep is shown by the tests of the browser app. */
const OF_THE_BROWSER = 'U';

const tests = testsIn(join(__dirname, 'counseling'));
const idOf = (title: string): string => /^(counseling-\d+|C-\d+) \S/.exec(title)?.[1] ?? '';
const testsOf = (id: string) => tests.filter((test) => idOf(test.title) === id);

describe('the promises of counseling', () => {
  it('are listed once each, from counseling-01 to counseling-111', () => {
    const numbers = promises.map(({ id }) => Number(id.replace('counseling-', '')));
    expect(numbers).toEqual(Array.from({ length: 111 }, (_, index) => index + 1));
  });

  it('have one test each, but for those of the browser app', () => {
    const counted = promises
      .filter(({ kind }) => kind !== OF_THE_BROWSER)
      .map(({ id }) => [id, testsOf(id).length]);
    expect(counted.filter(([, count]) => count !== 1)).toEqual([]);
    expect(counted).toHaveLength(100);
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
