import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from '../../mutations/mutations';
import { testFileOf } from '../../mutations/mutation-tests';

const ROOT = join(__dirname, '../../..');

describe('the mutations of `npm run mutate`', () => {
  it('each change a text that occurs once in its file', () => {
    const occurrences = MUTATIONS.map(({ promise, file, from, to }) => ({
      promise,
      count: readFileSync(join(ROOT, file), 'utf8').split(from).length - 1,
      isChange: from !== to,
    }));
    expect(occurrences.filter(({ count, isChange }) => count !== 1 || !isChange)).toEqual([]);
  });

  it('each break a promise that has a test, once', () => {
    const promises = MUTATIONS.map(({ promise }) => promise);
    expect(new Set(promises).size).toBe(promises.length);
    for (const promise of promises) expect(testFileOf(promise)).toMatch(/^test\/conformance\//);
  });
});
