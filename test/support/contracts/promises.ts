import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTests } from './parse-tests';
import type { ParsedTest } from './parse-tests';

/** Number of promises of each contract. */
export const CONTRACTS = { counseling: 111, care: 79, support: 102, direct: 27, tutoring: 177 };
export type Contract = keyof typeof CONTRACTS;

export const CONFORMANCE = join(__dirname, '../../conformance');

/** An entry of `promises.json`. */
export interface ContractPromise {
  id: string;
  kind: string;
  /** `text`: only the text of a file is checked; otherwise the running product. */
  proof?: 'text';
  /** Reason why the promise is planned for later. */
  later?: string | true;
}

export function readPromises(contract: Contract): ContractPromise[] {
  const text = readFileSync(join(CONFORMANCE, contract, 'promises.json'), 'utf8');
  return JSON.parse(text) as ContractPromise[];
}

export function readTests(contract: Contract): ParsedTest[] {
  return parseTests(join(CONFORMANCE, contract));
}

/** The id of a promise or contract decision at the start of a title. */
export function promiseIdOf(title: string): string {
  return /^((?:counseling|care|support|direct|tutoring|C)-\d+) \S/.exec(title)?.[1] ?? '';
}

/** Whether the tests of a file drive pages. */
export function isBrowserTest(file: string): boolean {
  return file.startsWith('screens');
}
