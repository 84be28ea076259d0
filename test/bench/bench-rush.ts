import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { DateTime } from 'luxon';
import { bookCounseling } from '../../src/sessions/booking/book-counseling';
import { waitFor } from '../support/harness/wait-for';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, percentile } from './measurement';
import type { Measurement } from './measurement';

const SESSIONS = 2_000;
const PER_PSYCHOLOGIST = 5;
const CONCURRENT_BOOKINGS = 20;
const BOOKING_WINDOW_MS = 60_000;
const BASELINE_DELAY_MS = 3_000;

/** 2,000 sessions open in the same second, against 2,000 empty delayed jobs of BullMQ. */
export async function benchRush(system: BenchSystem): Promise<Measurement[]> {
  const baseline = await measureEmptyJobs(system);
  const startsAt = new Date(Math.ceil((Date.now() + BOOKING_WINDOW_MS) / 1000) * 1000);
  await bookAll(system, startsAt);
  const { source } = system.context.db;
  if (Date.now() > startsAt.getTime()) throw new Error('Booking took longer than planned');
  const openedMs = await elapsedUntil(startsAt, 'all sessions to be open', async () => {
    const [row] = await source.query(
      `SELECT count(*)::int AS open FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
       WHERE s.status = 'active' AND c.starts_at = $1`,
      [startsAt],
    );
    return row.open === SESSIONS;
  });
  const deliveredMs = await elapsedUntil(startsAt, 'all events to be delivered', async () => {
    const [row] = await source.query(
      `SELECT count(*)::int AS left FROM outbox_events WHERE delivered_at IS NULL AND failed_at IS NULL`,
    );
    return row.left === 0;
  });
  const rows: { ms: number }[] = await source.query(
    `SELECT extract(epoch FROM done_at - due_at)::float8 * 1000 AS ms FROM session_steps
     WHERE step = 'enable-chat' AND outcome = 'done' AND due_at = $1`,
    [startsAt],
  );
  const lateness = rows.map((row) => row.ms);
  return [
    measurement('rush of 2,000: every session opened', 'ms', openedMs, baseline),
    measurement('rush of 2,000: opened and all events delivered', 'ms', deliveredMs, baseline),
    measurement('rush of 2,000: lateness of opening, median', 'ms', percentile(lateness, 50)),
    measurement('rush of 2,000: lateness of opening, p99', 'ms', percentile(lateness, 99)),
  ];
}

async function bookAll(system: BenchSystem, startsAt: Date): Promise<void> {
  const { context } = system;
  const clients = await createUsers(context, 'client', SESSIONS);
  const psychologists = await createUsers(context, 'psychologist', SESSIONS / PER_PSYCHOLOGIST);
  const start = DateTime.fromJSDate(startsAt, { zone: 'Asia/Jakarta' });
  const bookOne = (client: BenchUser, index: number) =>
    bookCounseling(context.sessions, client, {
      method: 'chat',
      date: start.toFormat('yyyy-MM-dd'),
      startTime: start.toFormat('HH:mm:ss'),
      endTime: start.plus({ minutes: 60 }).toFormat('HH:mm:ss'),
      timezone: 'Asia/Jakarta',
      psychologistId: psychologists[Math.floor(index / PER_PSYCHOLOGIST)]?.id,
      pace: 'real',
    });
  const queue = clients.map((client, index) => ({ client, index }));
  await Promise.all(
    Array.from({ length: CONCURRENT_BOOKINGS }, async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        await bookOne(next.client, next.index);
    }),
  );
}

async function elapsedUntil(
  from: Date,
  what: string,
  done: () => Promise<boolean>,
): Promise<number> {
  await waitFor(what, done, BOOKING_WINDOW_MS * 2);
  return Date.now() - from.getTime();
}

/** The baseline: the time in which BullMQ runs as many empty jobs. */
async function measureEmptyJobs(system: BenchSystem): Promise<number> {
  const open = () => new Redis(system.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null });
  const connections = [open(), open()] as const;
  const queue = new Queue('baseline', { connection: connections[0] });
  let done = 0;
  const worker = new Worker(
    'baseline',
    () => {
      done += 1;
      return Promise.resolve();
    },
    { connection: connections[1], concurrency: 250 },
  );
  await worker.waitUntilReady();
  const dueAt = Date.now() + BASELINE_DELAY_MS;
  await queue.addBulk(
    Array.from({ length: SESSIONS }, () => ({
      name: 'empty',
      data: {},
      opts: { delay: dueAt - Date.now(), removeOnComplete: true },
    })),
  );
  await waitFor('the empty jobs', () => done === SESSIONS, BOOKING_WINDOW_MS);
  const elapsed = Date.now() - dueAt;
  await worker.close();
  await queue.close();
  for (const connection of connections) connection.disconnect();
  return elapsed;
}
