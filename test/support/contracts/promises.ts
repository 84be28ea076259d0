import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTests } from './parse-tests';
import type { ParsedTest } from './parse-tests';

/** How many promises each contract makes. */
export const CONTRACTS = { counseling: 111, care: 79, support: 102, direct: 27, tutoring: 177 };
export type Contract = keyof typeof CONTRACTS;

export const CONFORMANCE = join(__dirname, '../../conformance');

/** A line of a contract's list. */
export interface ContractPromise {
  id: string;
  kind: string;
  /** What it is and why it is not kept yet. */
  later?: string | true;
}

export function readPromises(contract: Contract): ContractPromise[] {
  const text = readFileSync(join(CONFORMANCE, contract, 'promises.json'), 'utf8');
  return JSON.parse(text) as ContractPromise[];
}

export function readTests(contract: Contract): ParsedTest[] {
  return parseTests(join(CONFORMANCE, contract));
}

/** The promise, or the resolution between contracts, that a test's title begins with. */
export function promiseIdOf(title: string): string {
  return /^((?:counseling|care|support|direct|tutoring|C)-\d+) \S/.exec(title)?.[1] ?? '';
}
