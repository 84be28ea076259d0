import { DateTime } from 'luxon';
import { bookedResponse, sentResponse } from '../../../src/api/counseling/counseling-schemas';
import { createDataSource } from '../../../ormconfig';
import { deleteExpired } from '../../../src/idempotency/idempotency-repository';
import { bookingBody } from '../../support/fixtures/book-session';
import { DUE_AT_ONCE, eraseConversation } from '../../support/fixtures/erase-by-two';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { pdf } from '../../support/fixtures/sample-files';
import { SessionHarness } from '../../support/harness/session-harness';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const BOOK = '/api/v1/counselings/book';

describe('a booking with an Idempotency-Key', () => {
  let system: TestSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let body: Record<string, unknown>;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    client = await system.addUser('client');
    psychologist = await system.addUser('psychologist');
    body = bookingBody({ psychologist, notes: 'Sulit tidur' });
  });

  const book = (key: string, as = client, sent: object = body) =>
    system.call('POST', BOOK, {
      as,
      body: sent,
      headers: { 'idempotency-key': key },
      reply: bookedResponse,
    });

  async function bookings(of = client): Promise<number> {
    const rows = await system.query('SELECT 1 FROM counselings WHERE client_id = $1', [of.id]);
    return rows.length;
  }

  /** Holds the psychologist's booking lock, so that a booking runs until it is released. */
  async function blockBookings(): Promise<() => Promise<void>> {
    const other = await createDataSource(system.databaseUrl, 1).initialize();
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `book:psychologist:${psychologist.id}`,
    ]);
    return async () => {
      await runner.commitTransaction();
      await runner.release();
      await other.destroy();
    };
  }

  const waitForBlocked = (count: number): Promise<unknown> =>
    waitFor(`${count} blocked bookings`, async () => {
      const rows = await system.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows.length === count;
    });

  it('that is repeated after a lost answer returns the first answer', async () => {
    const first = await book('a');
    const cancel = `/api/v1/counselings/${first.body.data.id}/cancel`;
    await system.call('PUT', cancel, { as: client, body: {} });
    const repeated = await book('a');
    expect(first.status).toBe(201);
    expect(repeated.status).toBe(201);
    expect(repeated.body).toEqual(first.body);
    expect(await bookings()).toBe(1);
  });

  it('is the same request with its fields in another order', async () => {
    const first = await book('a');
    const reversed = Object.fromEntries(Object.entries(body).reverse());
    expect((await book('a', client, reversed)).body).toEqual(first.body);
  });

  it('without a key is refused when it is repeated, as before', async () => {
    const plain = () => system.call('POST', BOOK, { as: client, body });
    expect((await plain()).status).toBe(201);
    expect((await plain()).body.code).toBe('client-overlap');
  });

  it('refuses another request with the same key', async () => {
    await book('a');
    const other = await book('a', client, { ...body, notes: 'Cemas' });
    expect(other.body).toMatchObject({ statusCode: 422, code: 'idempotency-key-reused' });
    expect(await bookings()).toBe(1);
  });

  it('books for another user who sends the same key', async () => {
    const other = await system.addUser('client');
    const first = await book('a');
    const second = await book('a', other);
    expect(second.status).toBe(201);
    expect(second.body.data.id).not.toBe(first.body.data.id);
    expect(second.body.data.client.id).toBe(other.id);
    expect((await book('a')).body).toEqual(first.body);
  });

  it('that is sent twice at once is answered with 409 while the first runs', async () => {
    const release = await blockBookings();
    const first = book('a');
    await waitForBlocked(1);
    const second = await book('a');
    expect(second.body).toMatchObject({ statusCode: 409, code: 'request-running' });
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    await release();
    const answer = await first;
    expect(answer.status).toBe(201);
    expect((await book('a')).body).toEqual(answer.body);
    expect(await bookings()).toBe(1);
  });

  it('that is sent twenty times at once books once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => book('a')));
    const booked = answers.filter(({ status }) => status === 201);
    const running = answers.filter(({ body: { code } }) => code === 'request-running');
    expect(booked.length + running.length).toBe(20);
    expect(new Set(booked.map(({ body: { data } }) => data.id)).size).toBe(1);
    expect(await bookings()).toBe(1);
  });

  it('books once when a repeat takes over from a request that is stalled', async () => {
    const release = await blockBookings();
    const first = book('a');
    await waitForBlocked(1);
    await system.query(`UPDATE idempotency_keys SET running_until = now() WHERE user_id = $1`, [
      client.id,
    ]);
    const second = book('a');
    await waitForBlocked(2);
    await release();
    const answers = await Promise.all([first, second]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const booked = answers.find(({ status }) => status === 201);
    expect((await book('a')).body).toEqual(booked?.body);
    expect(await bookings()).toBe(1);
  });

  it('repeats a refusal, even when the time has become free', async () => {
    const other = await system.addUser('client');
    const video = { ...body, method: 'video' };
    const taken = await book('x', other, video);
    for (let n = 0; n < 5; n += 1) await book('x', await system.addUser('client'), video);
    const first = await book('a', client, video);
    expect(first.body).toMatchObject({ statusCode: 409, code: 'psychologist-full' });
    const cancel = `/api/v1/counselings/${taken.body.data.id}/cancel`;
    await system.call('PUT', cancel, { as: other, body: {} });
    const repeated = await book('a', client, video);
    expect(repeated.status).toBe(409);
    expect(repeated.body).toEqual(first.body);
    expect((await book('b', client, video)).status).toBe(201);
  });

  it('is tried again after a server error', async () => {
    await system.query('ALTER TABLE session_steps RENAME TO session_steps_away');
    const first = await book('a');
    await system.query('ALTER TABLE session_steps_away RENAME TO session_steps');
    expect(first.status).toBe(500);
    expect((await book('a')).status).toBe(201);
    expect(await bookings()).toBe(1);
  });

  it('is remembered for 24 hours', async () => {
    const first = await book('a');
    const age = (hours: string) =>
      system.query(
        `UPDATE idempotency_keys SET created_at = now() - $2::interval WHERE user_id = $1`,
        [client.id, hours],
      );
    await age('23 hours 59 minutes');
    await deleteExpired(system.context.db.source.manager);
    expect((await book('a')).body).toEqual(first.body);
    await age('24 hours 1 minute');
    // The first booking is still there, so the request, new again, is refused.
    expect((await book('a')).body.code).toBe('client-overlap');
    await age('24 hours 1 minute');
    await deleteExpired(system.context.db.source.manager);
    const rows = await system.query('SELECT 1 FROM idempotency_keys WHERE user_id = $1', [
      client.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('refuses a key of more than 200 characters', async () => {
    const refused = await book('k'.repeat(201));
    expect(refused.body.details?.fields).toEqual([
      { field: 'Idempotency-Key', message: 'must have 1 to 200 characters' },
    ]);
    expect((await book('k'.repeat(200))).status).toBe(201);
  });

  it('is not claimed by an invalid request or a caller without access', async () => {
    expect((await book('a', client, { ...body, method: 'letter' })).status).toBe(400);
    expect((await book('a', psychologist)).status).toBe(403);
    expect(
      await system.query('SELECT 1 FROM idempotency_keys WHERE user_id = $1', [client.id]),
    ).toEqual([]);
    expect((await book('a')).status).toBe(201);
  });

  it('is documented at every route that accepts it', async () => {
    const { body: document } = await system.call('GET', '/openapi.json');
    const paths = (document as unknown as { paths: Record<string, Record<string, Operation>> })
      .paths;
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { parameters }]) => parameters?.some(({ name }) => name === 'Idempotency-Key'))
        .map(([method]) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual([
      'post /api/chat/rooms/{roomId}/upload',
      'post /api/conversations/{conversationId}/upload',
      'post /api/v1/chat/conversations/{conversation_id}/upload',
      'post /api/v1/chat/messages/upload',
      'post /api/v1/chat/sessions/{sessionId}/extension',
      'post /api/v1/counselings/book',
      'post /api/v1/counselings/book-series',
      'put /api/v1/chat/sessions/{sessionId}/end',
      'put /api/v1/chat/sessions/{sessionId}/extension',
      'put /api/v1/counselings/series/{seriesId}/cancel',
      'put /api/v1/counselings/{id}/cancel',
      'put /api/v1/counselings/{id}/reschedule',
    ]);
  });
});

interface Operation {
  parameters?: { name: string }[];
}

describe('an Idempotency-Key', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start(undefined, DUE_AT_ONCE);
  });
  afterAll(() => harness.stop());

  const call = (method: string, path: string, as: TestUser, body?: object): Promise<ApiResponse> =>
    harness.system.call(method, path, {
      as,
      headers: { 'idempotency-key': 'one' },
      ...(body ? { body } : {}),
    });

  const kinds = async (as: TestUser): Promise<string[]> => {
    const { body } = await harness.system.call('GET', '/api/v1/notifications', { as });
    return (body.data as { kind: string }[]).map(({ kind }) => kind);
  };

  it('cancels once', async () => {
    const { client, psychologist, counselingId } = await harness.createSession('pending');
    const path = `/api/v1/counselings/${counselingId}/cancel`;
    const first = await call('PUT', path, client, { reason: 'Sakit' });
    const repeated = await call('PUT', path, client, { reason: 'Sakit' });
    expect(first.body.data).toMatchObject({ status: 'cancelled', cancelReason: 'Sakit' });
    expect(repeated.body).toEqual(first.body);
    const another = await harness.book({ client, psychologist, startsIn: 7_200_000 });
    const other = `/api/v1/counselings/${another.counselingId}/cancel`;
    expect((await call('PUT', other, client, { reason: 'Sakit' })).status).toBe(422);
    expect((await kinds(psychologist)).filter((kind) => kind === 'session_cancelled')).toHaveLength(
      1,
    );
  });

  it('moves once', async () => {
    const { client, psychologist, counselingId, sessionId } =
      await harness.createSession('pending');
    const path = `/api/v1/counselings/${counselingId}/reschedule`;
    const now = DateTime.fromMillis(harness.clock.now(), { zone: 'Asia/Jakarta' });
    const date = now.plus({ weeks: 4 }).startOf('week').toFormat('yyyy-MM-dd');
    const to = {
      date,
      startTime: '10:00',
      endTime: '11:00',
      timezone: 'Asia/Jakarta',
    };
    const first = await call('PUT', path, client, to);
    const repeated = await call('PUT', path, client, to);
    expect(first.body.data).toMatchObject({ scheduledAt: `${date}T03:00:00.000Z` });
    expect(repeated.body).toEqual(first.body);
    const [row] = await harness.system.query('SELECT generation FROM chat_sessions WHERE id = $1', [
      sessionId,
    ]);
    expect(row).toEqual({ generation: 2 });
    const moved = (await kinds(psychologist)).filter((kind) => kind === 'session_rescheduled');
    expect(moved).toHaveLength(1);
  });

  it('ends once, where a second end is refused without it', async () => {
    const { client, sessionId } = await harness.createSession('active');
    const path = `/api/v1/chat/sessions/${sessionId}/end`;
    const first = await call('PUT', path, client);
    expect(first.body.data).toMatchObject({ status: 'completed', endedBy: 'client' });
    expect((await call('PUT', path, client)).body).toEqual(first.body);
    expect((await harness.end(client, sessionId)).body.code).toBe('session-ended');
  });

  it('uploads once, and refuses another file', async () => {
    const { client, sessionId } = await harness.createSession('active');
    const bytes = pdf('', 50);
    const upload = (name: string, content: Buffer): Promise<ApiResponse> =>
      call(
        'POST',
        '/api/v1/chat/messages/upload',
        client,
        uploadForm({ name, bytes: content, fields: { sessionId } }),
      );
    const uploadedId = ({ body }: ApiResponse): string => sentResponse.parse(body.data).id;
    const first = await upload('a.pdf', bytes);
    expect(first.status).toBe(201);
    expect((await upload('a.pdf', bytes)).body).toEqual(first.body);
    expect((await upload('b.pdf', bytes)).body.code).toBe('idempotency-key-reused');
    expect((await upload('a.pdf', pdf('', 60))).body.code).toBe('idempotency-key-reused');
    // Without the stored answer, as after a killed process, its message is recognized.
    await harness.system.query(
      `UPDATE idempotency_keys SET answer = NULL, running_until = now() WHERE user_id = $1`,
      [client.id],
    );
    expect(uploadedId(await upload('a.pdf', bytes))).toBe(uploadedId(first));
    const history = await harness.history(client, sessionId);
    expect(history.body.data.data.filter(({ messageType }) => messageType === 'file')).toHaveLength(
      1,
    );
  });

  it('stores no readable answer, and none after an erasure', async () => {
    const { client, counselingId, sessionId } = await harness.createSession('pending', {
      notes: 'Catatan kelapamuda',
    });
    await call('PUT', `/api/v1/counselings/${counselingId}/cancel`, client, {
      reason: 'Alasan kelapamuda',
    });
    const stored = () =>
      harness.system.query<{ text: string; answer: Buffer }>(
        'SELECT k::text AS text, answer FROM idempotency_keys k WHERE user_id = $1',
        [client.id],
      );
    const [row] = await stored();
    for (const text of [row?.text ?? '', row?.answer.toString('latin1') ?? '']) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/kelapamuda/);
    }
    const [session] = await harness.system.query<{ id: string }>(
      'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
      [sessionId],
    );
    const erased = await eraseConversation(harness.system, session?.id ?? '');
    expect(erased.status).toBe(200);
    expect(await stored()).toEqual([]);
  });
});
