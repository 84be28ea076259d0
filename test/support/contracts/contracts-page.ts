import { CONTRACTS, promiseIdOf, readPromises, readTests } from './promises';
import type { Contract, ContractPromise } from './promises';
import type { ParsedTest } from './parse-tests';

const KINDS: Record<string, string> = {
  E: 'endpoint',
  W: 'event',
  D: 'data',
  R: 'rule',
  M: 'exact text',
  U: 'screen',
  S: 'security',
  P: 'speed',
  O: 'operations',
  T: 'test step',
  F: 'enhancement',
  X: 'flow',
};

const HEAD = `# The five contracts, promise by promise

<!-- Written by \`npm run docs:contracts\` from test/conformance; do not edit. -->

Five documents say what clients of five kinds may rely on; each promise in them has an id and, in
\`test/conformance/<contract>/\`, one test under that id, whose title stands here. A door below
\`src/api/\` translates the contract's words and holds no rules; behind all of them is one core
([ADR 0009](adr/0009-one-core-behind-the-doors-feed-for-sockets.md)).

| contract | door | carried by |
| --- | --- | --- |
| counseling | \`src/api/counseling/\` | REST \`/api/v1/…\`, Ably |
| care | \`src/api/care/\` | REST \`/api/v1/chat/conversations…\`, WebSocket \`/api/v1/ws/chat/{id}\` |
| support | \`src/api/support/\` | REST \`/api/chat/rooms…\`, events at \`/api/chat/sse?roomId=\` |
| direct | \`src/api/direct/\` | Socket.IO at \`/socket.io/\`, REST \`/api/chats…\` for reading alone |
| tutoring | \`src/api/tutoring/\` | REST \`/api/conversations…\` and \`/api/files…\`, WebSocket \`/ws\` |

\`POST /api/v1/chat/messages\` belongs to two of them: a body with \`sessionId\` is counseling's, one
with \`message_text\` is care's (C-01).
`;

/** `docs/contracts.md`: every promise with its test, or why there is none yet. */
export function contractsPage(): string {
  const names = Object.keys(CONTRACTS) as Contract[];
  const all = names.flatMap((contract) => readPromises(contract));
  const later = all.filter((promise) => promise.later);
  const kept = all.length - later.length;
  const sums = `${all.length} promises: ${kept} kept, each by its test; ${later.length} still to come.\n`;
  return [HEAD, sums, pendingSection(later), ...names.map(contractSection)].join('\n');
}

function pendingSection(later: ContractPromise[]): string {
  const rows = later.map(({ id, later: why }) => `| ${id} | ${reasonOf(why)} |\n`);
  return ['## Still to come\n\n| promise | why not yet |\n| --- | --- |\n', ...rows].join('');
}

function contractSection(contract: Contract): string {
  const tests = new Map(readTests(contract).map((test) => [promiseIdOf(test.title), test]));
  const rows = readPromises(contract).map((promise) => row(promise, tests.get(promise.id)));
  const head = `## ${contract}\n\n| promise | kind | test | in |\n| --- | --- | --- | --- |\n`;
  return [head, ...rows].join('');
}

function row({ id, kind, later }: ContractPromise, test: ParsedTest | undefined): string {
  const what = test ? cell(test.title.slice(id.length + 1)) : `*later:* ${reasonOf(later)}`;
  return `| ${id} | ${KINDS[kind] ?? kind} | ${what} | ${test?.file.replace('.test.ts', '') ?? ''} |\n`;
}

function reasonOf(later: ContractPromise['later']): string {
  return typeof later === 'string' ? cell(later) : 'not written down';
}

function cell(text: string): string {
  return text.replace(/[|<>*_\\]/g, '\\$&');
}
