import { MUTATIONS } from '../../mutations/mutations';
import { CONTRACTS, isBrowserTest, promiseIdOf, readPromises, readTests } from './promises';
import type { Contract, ContractPromise } from './promises';
import type { ParsedTest } from './parse-tests';

const KINDS: Record<string, string> = {
  E: 'endpoint',
  W: 'event',
  D: 'data',
  R: 'rule',
  M: 'exact text',
  U: 'page',
  S: 'security',
  P: 'speed',
  O: 'operations',
  T: 'test step',
  F: 'enhancement',
  X: 'flow',
};

const HEAD = `# The five contracts, promise by promise

<!-- Written by \`npm run docs:contracts\` from test/conformance; do not edit. -->

Five documents define what clients can rely on. Each promise has an id and one test with that id in
\`test/conformance/<contract>/\`; its title is listed here. The APIs in \`src/api/\` map between the
contracts and one common core, which contains the rules (ADR 0009).

| contract | API | transports |
| --- | --- | --- |
| counseling | \`src/api/counseling/\` | REST \`/api/v1/…\`, Ably |
| care | \`src/api/care/\` | REST \`/api/v1/chat/conversations…\`, WebSocket \`/api/v1/ws/chat/{id}\` |
| support | \`src/api/support/\` | REST \`/api/chat/rooms…\`, events at \`/api/chat/sse?roomId=\` |
| direct | \`src/api/direct/\` | Socket.IO at \`/socket.io/\`, REST \`/api/chats…\` for reading only |
| tutoring | \`src/api/tutoring/\` | REST \`/api/conversations…\` and \`/api/files…\`, WebSocket \`/ws\` |

What is proved: \`test/conformance/promises.test.ts\` accepts no promise without exactly one enabled test of its id
that calls \`expect\` or a function named \`expect…\`. It does not prove that the test notices a broken promise. For
that, \`npm run mutate\` breaks the product on purpose, once for each promise marked *mutation*, and expects that test
to fail.

How it is tested: *running* drives the running product as a client; *browser* drives its pages in Chromium;
*text* only reads a file of the project, because what it configures does not run in tests.

\`POST /api/v1/chat/messages\` belongs to two contracts: a body with \`sessionId\` is handled by
counseling, one with \`message_text\` by care (C-01).
`;

/** `docs/contracts.md`: every promise with its test, or the reason why it is planned for later. */
export function contractsPage(): string {
  const names = Object.keys(CONTRACTS) as Contract[];
  const all = names.flatMap((contract) => readPromises(contract));
  const later = all.filter((promise) => promise.later);
  const tested = all.length - later.length;
  const totals = `${all.length} promises: ${tested} tested, ${later.length} planned for later.\n`;
  return [HEAD, totals, pendingSection(later), ...names.map(contractSection)].join('\n');
}

function pendingSection(later: ContractPromise[]): string {
  const rows = later.map(({ id, later: reason }) => `| ${id} | ${reasonOf(reason)} |\n`);
  return ['## Planned for later\n\n| promise | reason |\n| --- | --- |\n', ...rows].join('');
}

function contractSection(contract: Contract): string {
  const tests = new Map(readTests(contract).map((test) => [promiseIdOf(test.title), test]));
  const rows = readPromises(contract).map((promise) => row(promise, tests.get(promise.id)));
  const head =
    `## ${contract}\n\n| promise | kind | test | file | how |\n` +
    '| --- | --- | --- | --- | --- |\n';
  return [head, ...rows].join('');
}

function row(promise: ContractPromise, test: ParsedTest | undefined): string {
  const { id, kind, later } = promise;
  const title = test ? cell(test.title.slice(id.length + 1)) : `*later:* ${reasonOf(later)}`;
  const file = test?.file.replace('.test.ts', '') ?? '';
  const how = test ? howTested(promise, file) : '';
  return `| ${id} | ${KINDS[kind] ?? kind} | ${title} | ${file} | ${how} |\n`;
}

function howTested({ id, proof }: ContractPromise, file: string): string {
  const way = proof ?? (isBrowserTest(file) ? 'browser' : 'running');
  return MUTATIONS.some(({ promise }) => promise === id) ? `${way}, mutation` : way;
}

function reasonOf(later: ContractPromise['later']): string {
  return typeof later === 'string' ? cell(later) : 'no reason given';
}

function cell(text: string): string {
  return text.replace(/[|<>*_\\]/g, '\\$&');
}
