import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { EntityManager } from 'typeorm';
import { inTransaction } from '../../src/database/in-transaction';
import type { OutboxEvent } from '../../src/delivery/outbox/outbox-event';
import { appendEvents } from '../../src/delivery/outbox/outbox-repository';
import { insertCounseling } from '../../src/sessions/booking/counseling-repository';
import { insertSession } from '../../src/sessions/session-repository';
import { planSession } from '../../src/sessions/timeline/plan-session';
import { waitFor } from '../support/harness/wait-for';
import { createUsers } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, percentile } from './measurement';
import type { Measurement } from './measurement';

const PER_PSYCHOLOGIST = 5;
const SESSION_MS = 3_600_000;
const BOOKING_BATCH = 50;
/** A booking may take this long. */
const BOOKING_MS = 30;
const TIMEOUT_MS = 120_000;
const BASELINE_DELAY_MS = 3_000;

/** Sessions that open in the same second, against as many empty delayed jobs of BullMQ. */
export function benchRush(sessions: number): (system: BenchSystem) => Promise<Measurement[]> {
  return (system) => measureRush(system, sessions);
}

async function measureRush(system: BenchSystem, sessions: number): Promise<Measurement[]> {
  const baseline = await measureEmptyJobs(system, sessions);
  const startsAt = new Date(Math.ceil((Date.now() + sessions * BOOKING_MS) / 1000) * 1000);
  await bookAll(system, { startsAt, sessions });
  const { source } = system.context.db;
  const left = startsAt.getTime() - Date.now();
  if (left < 0) throw new Error('Booking took longer than planned');
  await pause(left);
  const openedMs = await elapsedUntil(startsAt, 'all sessions to be open', async () => {
    const [row] = await source.query<{ open: number }[]>(
      `SELECT count(*)::int AS open FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
       WHERE s.status = 'active' AND c.starts_at = $1`,
      [startsAt],
    );
    return row?.open === sessions;
  });
  const deliveredMs = await elapsedUntil(startsAt, 'all events to be delivered', async () => {
    const [row] = await source.query<{ left: number }[]>(
      `SELECT count(*)::int AS left FROM outbox_events WHERE delivered_at IS NULL AND failed_at IS NULL`,
    );
    return row?.left === 0;
  });
  const rows: { ms: number }[] = await source.query(
    `SELECT extract(epoch FROM done_at - due_at)::float8 * 1000 AS ms FROM session_steps
     WHERE step = 'enable-chat' AND outcome = 'done' AND due_at = $1`,
    [startsAt],
  );
  const lateness = rows.map((row) => row.ms);
  const name = `rush of ${sessions.toLocaleString('en')}`;
  return [
    measurement(`${name}: every session opened`, 'ms', openedMs, baseline),
    measurement(`${name}: opened and all events delivered`, 'ms', deliveredMs, baseline),
    measurement(`${name}: lateness of opening, first`, 'ms', percentile(lateness, 0)),
    measurement(`${name}: lateness of opening, median`, 'ms', percentile(lateness, 50)),
    measurement(`${name}: lateness of opening, p99`, 'ms', percentile(lateness, 99)),
  ];
}

interface Rush {
  sessions: number;
  startsAt: Date;
}

/** Writes what bookings write, many in a transaction: the checks of a booking are not measured here. */
async function bookAll({ context }: BenchSystem, { sessions, startsAt }: Rush): Promise<void> {
  const clients = await createUsers(context, 'client', sessions);
  const psychologists = await createUsers(context, 'psychologist', sessions / PER_PSYCHOLOGIST);
  const pairs = clients.map((client, index) => {
    const psychologist = psychologists[Math.floor(index / PER_PSYCHOLOGIST)];
    return { clientId: client.id, psychologistId: psychologist?.id ?? '' };
  });
  while (pairs.length > 0) {
    const batch = pairs.splice(0, BOOKING_BATCH);
    await inTransaction(context.db, async (tx) => {
      const events = [];
      for (const pair of batch) events.push(await bookOne(tx, context, { ...pair, startsAt }));
      await appendEvents(tx, events);
    });
  }
}

async function bookOne(
  tx: EntityManager,
  { sessions: { conversations, rules } }: BenchSystem['context'],
  { startsAt, ...pair }: { clientId: string; psychologistId: string; startsAt: Date },
): Promise<OutboxEvent> {
  const [counselingId, sessionId, at] = [randomUUID(), randomUUID(), new Date()];
  const endsAt = new Date(startsAt.getTime() + SESSION_MS);
  const span = { startsAt, endsAt, timezone: 'Asia/Jakarta' };
  const booked = { ...pair, ...span, id: counselingId, method: 'chat' as const, createdAt: at };
  await insertCounseling(tx, { ...booked, dataKey: null, seriesId: null, notesCiphertext: null });
  const conversationId = await conversations.create(tx, Object.values(pair), at);
  await insertSession(tx, { ...pair, id: sessionId, counselingId, conversationId });
  return planSession(tx, { sessionId, generation: 1, startsAt, endsAt }, rules);
}

async function elapsedUntil(
  from: Date,
  what: string,
  done: () => Promise<boolean>,
): Promise<number> {
  await waitFor(what, done, TIMEOUT_MS);
  return Date.now() - from.getTime();
}

/** The baseline: the time in which BullMQ runs as many empty jobs. */
async function measureEmptyJobs(system: BenchSystem, sessions: number): Promise<number> {
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
    Array.from({ length: sessions }, () => ({
      name: 'empty',
      data: {},
      opts: { delay: dueAt - Date.now(), removeOnComplete: true },
    })),
  );
  await waitFor('the empty jobs', () => done === sessions, TIMEOUT_MS);
  const elapsed = Date.now() - dueAt;
  await worker.close();
  await queue.close();
  for (const connection of connections) connection.disconnect();
  return elapsed;
}
