import { join, relative } from 'node:path';
import { CONFORMANCE, CONTRACTS, promiseIdOf, readTests } from '../support/contracts/promises';
import type { Contract } from '../support/contracts/promises';

/** Path of the test file of a promise, from the root of the project. */
export function testFileOf(promise: string): string {
  const contract = (Object.keys(CONTRACTS) as Contract[]).find((name) =>
    promise.startsWith(`${name}-`),
  );
  const test = contract && readTests(contract).find(({ title }) => promiseIdOf(title) === promise);
  if (!test) throw new Error(`${promise} has no test`);
  return relative(join(__dirname, '../..'), join(CONFORMANCE, contract, test.file));
}
