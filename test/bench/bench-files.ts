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

/** 200 uploads of 10 MB, 20 concurrent: memory of the API and time of an upload. */
export async function benchFiles(system: BenchSystem): Promise<Measurement[]> {
  const senders = await createSenders(system);
  // Warm-up: the first uploads of a process load modules.
  for (const sender of senders.slice(0, 2)) await upload(system, sender);
  const before = system.memory().api;
  let peak = before;
  const sampling = setInterval(
    () => (peak = Math.max(peak, system.memory().api)),
    SAMPLE_INTERVAL_MS,
  );
  const times: number[] = [];
  let left = UPLOADS;
  const startedAt = Date.now();
  await Promise.all(
    senders.map(async (sender) => {
      while (left-- > 0) times.push(await upload(system, sender));
    }),
  );
  const seconds = (Date.now() - startedAt) / 1_000;
  clearInterval(sampling);
  return [
    measurement('files, 200 of 10 MB, 20 concurrent: memory of the API before', 'MiB', before),
    measurement(
      'files, 200 of 10 MB, 20 concurrent: memory growth of the API',
      'MiB',
      peak - before,
    ),
    measurement('files, 200 of 10 MB, 20 concurrent: an upload, median', 'ms', median(times)),
    measurement('files, 200 of 10 MB, 20 concurrent: an upload, p99', 'ms', percentile(times, 99)),
    measurement(
      'files, 200 of 10 MB, 20 concurrent: throughput',
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
    owners.map(async (user) => {
      const body = JSON.stringify({ type: 'direct', participantIds: [other?.id] });
      const created = await request<{ conversation: { id: string } }>(
        system,
        '/api/conversations',
        {
          headers: { ...authorization(user), 'content-type': 'application/json' },
          body,
        },
      );
      return { user, path: `/api/conversations/${created.conversation.id}/upload` };
    }),
  );
}

/** Milliseconds until the response with the message of the file. */
async function upload(system: BenchSystem, { path, user }: Sender): Promise<number> {
  const head = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
  // Unique content: identical files are stored once.
  const bytes = Buffer.alloc(BYTES, randomBytes(64 * 1024));
  head.copy(bytes);
  randomBytes(16).copy(bytes, head.length);
  bytes.write('%%EOF\n', BYTES - 6);
  const body = new FormData();
  body.set('file', new Blob([bytes], { type: 'application/pdf' }), 'bab.pdf');
  const startedAt = performance.now();
  await request(system, path, { headers: authorization(user), body });
  return performance.now() - startedAt;
}

const authorization = ({ token }: BenchUser) => ({ authorization: `Bearer ${token}` });

async function request<Data>(system: BenchSystem, path: string, init: RequestInit): Promise<Data> {
  const response = await fetch(system.url + path, { method: 'POST', ...init });
  const { data, message } = (await response.json()) as { data: Data; message: string };
  if (!response.ok) throw new Error(`${path} returned ${response.status}: ${message}`);
  return data;
}
