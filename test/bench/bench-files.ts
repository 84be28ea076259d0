import { randomBytes } from 'node:crypto';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, median, percentile } from './measurement';
import type { Measurement } from './measurement';

const UPLOADS = 200;
const CONCURRENCY = 20;
const BYTES = 10 * 1024 * 1024;
const SAMPLE_INTERVAL_MS = 50;

/** 200 files of 10 MB, 20 at once: how much memory the API takes for them, and how long each takes. */
export async function benchFiles(system: BenchSystem): Promise<Measurement[]> {
  const senders = await createSenders(system);
  // What every process needs for its first file belongs to none of them.
  for (const sender of senders.slice(0, 2)) await upload(system, sender);
  const before = system.memory().api;
  let most = before;
  const look = setInterval(() => (most = Math.max(most, system.memory().api)), SAMPLE_INTERVAL_MS);
  const times: number[] = [];
  let left = UPLOADS;
  const startedAt = Date.now();
  await Promise.all(
    senders.map(async (sender) => {
      while (left-- > 0) times.push(await upload(system, sender));
    }),
  );
  const seconds = (Date.now() - startedAt) / 1_000;
  clearInterval(look);
  return [
    measurement('files, 200 of 10 MB, 20 at once: memory of the API before', 'MiB', before),
    measurement(
      'files, 200 of 10 MB, 20 at once: memory of the API grows by',
      'MiB',
      most - before,
    ),
    measurement('files, 200 of 10 MB, 20 at once: an upload, median', 'ms', median(times)),
    measurement('files, 200 of 10 MB, 20 at once: an upload, p99', 'ms', percentile(times, 99)),
    measurement(
      'files, 200 of 10 MB, 20 at once: taken',
      'MB/s',
      (UPLOADS * BYTES) / 1e6 / seconds,
    ),
  ];
}

interface Sender {
  path: string;
  user: BenchUser;
}

async function createSenders(system: BenchSystem): Promise<Sender[]> {
  const owners = await createUsers(system.context, 'psychologist', CONCURRENCY);
  const [other] = await createUsers(system.context, 'team', 1);
  return Promise.all(
    owners.map(async (person) => {
      const body = JSON.stringify({ type: 'direct', participantIds: [other?.id] });
      const made = await request<{ conversation: { id: string } }>(system, '/api/conversations', {
        headers: { ...authorization(person), 'content-type': 'application/json' },
        body,
      });
      return { user: person, path: `/api/conversations/${made.conversation.id}/upload` };
    }),
  );
}

/** Milliseconds until the message with the file was answered. */
async function upload(system: BenchSystem, { path, user: person }: Sender): Promise<number> {
  const head = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
  // Different each time: the same file again would not be stored again.
  const bytes = Buffer.alloc(BYTES, randomBytes(64 * 1024));
  head.copy(bytes);
  randomBytes(16).copy(bytes, head.length);
  bytes.write('%%EOF\n', BYTES - 6);
  const body = new FormData();
  body.set('file', new Blob([bytes], { type: 'application/pdf' }), 'bab.pdf');
  const startedAt = performance.now();
  await request(system, path, { headers: authorization(person), body });
  return performance.now() - startedAt;
}

const authorization = ({ token }: BenchUser) => ({ authorization: `Bearer ${token}` });

async function request<Data>(system: BenchSystem, path: string, how: RequestInit): Promise<Data> {
  const response = await fetch(system.url + path, { method: 'POST', ...how });
  const { data, message } = (await response.json()) as { data: Data; message: string };
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${message}`);
  return data;
}
