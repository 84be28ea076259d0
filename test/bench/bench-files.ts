import { randomBytes } from 'node:crypto';
import { makePeople } from './bench-people';
import type { BenchPerson } from './bench-people';
import type { BenchSystem } from './bench-system';
import { figure, median, percentile } from './figure';
import type { Figure } from './figure';

const UPLOADS = 200;
const AT_ONCE = 20;
const BYTES = 10 * 1024 * 1024;
const LOOK_EVERY_MS = 50;

/** 200 files of 10 MB, 20 at once: how much memory the API takes for them, and how long each takes. */
export async function benchFiles(system: BenchSystem): Promise<Figure[]> {
  const senders = await conversations(system);
  // What every process needs for its first file belongs to none of them.
  for (const sender of senders.slice(0, 2)) await send(system, sender);
  const before = system.memory().api;
  let most = before;
  const look = setInterval(() => (most = Math.max(most, system.memory().api)), LOOK_EVERY_MS);
  const times: number[] = [];
  let left = UPLOADS;
  const startedAt = Date.now();
  await Promise.all(
    senders.map(async (sender) => {
      while (left-- > 0) times.push(await send(system, sender));
    }),
  );
  const seconds = (Date.now() - startedAt) / 1_000;
  clearInterval(look);
  return [
    figure('files, 200 of 10 MB, 20 at once: memory of the API before', 'MiB', before),
    figure('files, 200 of 10 MB, 20 at once: memory of the API grows by', 'MiB', most - before),
    figure('files, 200 of 10 MB, 20 at once: an upload, median', 'ms', median(times)),
    figure('files, 200 of 10 MB, 20 at once: an upload, p99', 'ms', percentile(times, 99)),
    figure('files, 200 of 10 MB, 20 at once: taken', 'MB/s', (UPLOADS * BYTES) / 1e6 / seconds),
  ];
}

interface Sender {
  path: string;
  person: BenchPerson;
}

async function conversations(system: BenchSystem): Promise<Sender[]> {
  const owners = await makePeople(system.context, 'psychologist', AT_ONCE);
  const [other] = await makePeople(system.context, 'team', 1);
  return Promise.all(
    owners.map(async (person) => {
      const body = JSON.stringify({ type: 'direct', participantIds: [other?.id] });
      const made = await call<{ conversation: { id: string } }>(system, '/api/conversations', {
        headers: { ...authorization(person), 'content-type': 'application/json' },
        body,
      });
      return { person, path: `/api/conversations/${made.conversation.id}/upload` };
    }),
  );
}

/** Milliseconds until the message with the file was answered. */
async function send(system: BenchSystem, { path, person }: Sender): Promise<number> {
  const head = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
  // Different each time: the same file again would not be stored again.
  const bytes = Buffer.alloc(BYTES, randomBytes(64 * 1024));
  head.copy(bytes);
  randomBytes(16).copy(bytes, head.length);
  bytes.write('%%EOF\n', BYTES - 6);
  const body = new FormData();
  body.set('file', new Blob([bytes], { type: 'application/pdf' }), 'bab.pdf');
  const startedAt = performance.now();
  await call(system, path, { headers: authorization(person), body });
  return performance.now() - startedAt;
}

const authorization = ({ token }: BenchPerson) => ({ authorization: `Bearer ${token}` });

async function call<Data>(system: BenchSystem, path: string, how: RequestInit): Promise<Data> {
  const response = await fetch(system.url + path, { method: 'POST', ...how });
  const { data, message } = (await response.json()) as { data: Data; message: string };
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${message}`);
  return data;
}
