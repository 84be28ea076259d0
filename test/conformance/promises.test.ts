import { join } from 'node:path';
import { testsIn } from '../support/promise-tests';
import promises from './counseling/promises.json';

const tests = testsIn(join(__dirname, 'counseling'));
const idOf = (title: string): string => /^(counseling-\d+|C-\d+) \S/.exec(title)?.[1] ?? '';
const testsOf = (id: string) => tests.filter((test) => idOf(test.title) === id);

describe('the promises of counseling', () => {
  it('are listed once each, from counseling-01 to counseling-111', () => {
    const numbers = promises.map(({ id }) => Number(id.replace('counseling-', '')));
    expect(numbers).toEqual(Array.from({ length: 111 }, (_, index) => index + 1));
  });

  it('have one test each', () => {
    const counted = promises.map(({ id }) => [id, testsOf(id).length]);
    expect(counted.filter(([, count]) => count !== 1)).toEqual([]);
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
