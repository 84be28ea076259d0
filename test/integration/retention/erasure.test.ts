import { z } from 'zod';
import { psychologistResponse } from '../../../src/api/counseling/counseling-schemas';
import { summaryResponse } from '../../../src/api/shared/summary-routes';
import { conversationResponse, messageResponse } from '../../../src/api/web/conversation-schemas';
import { Redis } from 'ioredis';
import { eraseExpired } from '../../../src/retention/erase-expired';
import { DUE_AT_ONCE, eraseConversation, removeUser } from '../../support/fixtures/erase-by-two';
import { dumpDatabase, dumpRedis } from '../../support/checks/stored-data';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { SessionHarness } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { assignPair } from '../../support/fixtures/care-pair';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

const DAY = 24 * 3_600_000;
const SECRET_WORD = 'kelapamuda';

let harness: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
beforeEach(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', {
    RETENTION_DIRECT: 'P30D',
    BOOKING_HORIZON: 'P2Y',
    ...DUE_AT_ONCE,
  });
  client = await harness.system.addUser('client');
  psychologist = await harness.system.addUser('psychologist');
});
afterEach(() => harness.stop());

const call = (method: string, path: string, as: TestUser, body?: object): Promise<ApiResponse> =>
  harness.system.call(method, path, { as, ...(body ? { body } : {}) });

async function write(from: TestUser, to: TestUser, text = `Halo ${SECRET_WORD}`): Promise<string> {
  const sent = await harness.system.call('POST', '/api/v1/conversations', {
    as: from,
    body: { toId: to.id, message: text },
    reply: messageResponse,
  });
  expect(sent.status).toBe(201);
  return sent.body.data.conversationId;
}

const erase = (conversationId: string): Promise<ApiResponse> =>
  eraseConversation(harness.system, conversationId);
const hold = (conversationId: string, held: boolean): Promise<ApiResponse> =>
  call('PUT', `/api/v1/team/conversations/${conversationId}/hold`, harness.team, { held });
const sweep = (): Promise<number> => eraseExpired(harness.system.context.retention);

async function storedContent(
  conversationId: string,
): Promise<{ hasKey: boolean; texts: number } | undefined> {
  const [row] = await harness.system.query<{ hasKey: boolean; texts: number }>(
    `SELECT (data_key IS NOT NULL) AS "hasKey", (SELECT count(*)::int FROM messages
       WHERE conversation_id = $1 AND content IS NOT NULL) AS texts
     FROM conversations WHERE id = $1`,
    [conversationId],
  );
  return row;
}

/** A session with every kind of content. */
async function fullSession(): Promise<{ sessionId: string; conversationId: string }> {
  const session = await harness.createSession('active', {
    client,
    psychologist,
    notes: `Catatan ${SECRET_WORD}`,
  });
  await harness.sendMessage(client, session.sessionId, `Saya suka ${SECRET_WORD}`);
  await harness.end(client, session.sessionId);
  const path = `/api/v1/chat/sessions/${session.sessionId}/summary`;
  const summary = {
    keyTopics: [SECRET_WORD],
    actionItems: [SECRET_WORD],
    sessionNotes: SECRET_WORD,
  };
  expect((await call('PUT', path, psychologist, summary)).status).toBe(200);
  const [row] = await harness.system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [session.sessionId],
  );
  return { sessionId: session.sessionId, conversationId: row?.id ?? '' };
}

describe('erasing a conversation', () => {
  it('removes all readable content from database and Redis', async () => {
    const { sessionId, conversationId } = await fullSession();
    const [before] = await harness.system.query<{ key: Buffer; content: Buffer }>(
      `SELECT c.data_key AS key, m.content FROM conversations c
       JOIN messages m ON m.conversation_id = c.id WHERE c.id = $1 ORDER BY m.seq DESC LIMIT 1`,
      [conversationId],
    );
    expect((await erase(conversationId)).body.data).toMatchObject({ conversationId });
    expect(await storedContent(conversationId)).toEqual({ hasKey: false, texts: 0 });
    const [counseling] = await harness.system.query(
      `SELECT data_key AS key, notes_ciphertext AS notes FROM counselings c
       JOIN chat_sessions s ON s.counseling_id = c.id WHERE s.id = $1`,
      [sessionId],
    );
    expect(counseling).toEqual({ key: null, notes: null });
    const redis = new Redis(harness.system.env['REDIS_URL'] ?? '');
    const dump = [...(await dumpDatabase(harness.system)), ...(await dumpRedis(redis))];
    redis.disconnect();
    for (const secret of [SECRET_WORD, before?.key, before?.content]) {
      expect(findPlaintext(secret ?? 'missing', dump)).toEqual([]);
    }
  });

  it('keeps senders, times and the summary statistics', async () => {
    const { sessionId, conversationId } = await fullSession();
    const path = `/api/v1/chat/sessions/${sessionId}/summary`;
    const summary = async () =>
      (await harness.system.call('GET', path, { as: client, reply: summaryResponse })).body.data;
    const { analytics } = await summary();
    await erase(conversationId);
    const after = await summary();
    expect(after).toMatchObject({ analytics, summary: { totalMessages: 1, keyTopics: [] } });
    const history = await harness.history(client, sessionId);
    expect(history.status).toBe(200);
    expect(new Set(history.body.data.data.map((one) => one.content))).toEqual(new Set(['']));
    expect((await harness.sendMessage(client, sessionId, 'Lagi')).body).toMatchObject({
      ...{ statusCode: 400, message: 'Chat session has ended' },
    });
    const rejected = await call('PUT', path, psychologist, { sessionNotes: 'Lagi' });
    expect(rejected.body).toMatchObject({ statusCode: 410, code: 'conversation-erased' });
  });

  it('clears unread counts of every kind of conversation', async () => {
    const { conversationId } = await fullSession();
    const direct = await write(psychologist, harness.team);
    const room = await new SupportFixture(harness.system).openRoom(client, SECRET_WORD);
    const support = String(room.id);
    const unread = async (id: string): Promise<number> => {
      const [row] = await harness.system.query<{ unread: number }>(
        `SELECT coalesce(sum(unread_count), 0)::int + coalesce((SELECT team_unread FROM
           support_rooms WHERE conversation_id = $1), 0) AS unread
         FROM conversation_members WHERE conversation_id = $1`,
        [id],
      );
      return row?.unread ?? -1;
    };
    for (const id of [conversationId, direct, support]) {
      expect(await unread(id)).toBeGreaterThan(0);
      expect((await erase(id)).status).toBe(200);
      expect(await unread(id)).toBe(0);
    }
  });

  it('lets the same two users start again with a new key', async () => {
    const old = await write(psychologist, harness.team);
    await erase(old);
    const fresh = await write(harness.team, psychologist, 'Mulai lagi');
    expect(fresh).not.toBe(old);
    expect(await storedContent(fresh)).toEqual({ hasKey: true, texts: 1 });
    const reply = z.array(conversationResponse);
    const listed = await harness.system.call('GET', '/api/v1/conversations', {
      ...{ as: psychologist, reply },
    });
    expect(listed.body.data.map((one) => one.id)).toEqual([fresh]);
  });

  it('is rejected on hold, before its session ended and on a repeat; every action is audited', async () => {
    const conversationId = await write(psychologist, harness.team);
    expect((await hold(conversationId, true)).body.data).toMatchObject({
      heldAt: expect.any(String),
    });
    const whileHeld = await erase(conversationId);
    expect(whileHeld.body).toMatchObject({ statusCode: 409, code: 'conversation-held' });
    expect((await hold(conversationId, false)).body.data).toMatchObject({ heldAt: null });
    expect((await erase(conversationId)).status).toBe(200);
    expect((await erase(conversationId)).body).toMatchObject({ code: 'conversation-erased' });
    expect((await erase('999999')).status).toBe(404);
    const session = await harness.createSession('active');
    const [row] = await harness.system.query<{ id: string }>(
      'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    const beforeEnd = await erase(row?.id ?? '');
    expect(beforeEnd.body).toMatchObject({ statusCode: 409, code: 'conversation-in-use' });
    const entries = await harness.system.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE conversation_id = $1 ORDER BY id',
      [conversationId],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'conversation.hold',
      'conversation.release',
      'erasure.request',
      'erasure.approve',
      'conversation.erase',
      'erasure.certificate',
    ]);
  });
});

describe('erasing a conversation with files', () => {
  it('destroys file keys and removes blobs no other file uses', async () => {
    const fixture = await FileFixture.create(harness.system);
    const other = await FileFixture.create(harness.system);
    const bytes = Buffer.from(`Naskah tentang ${SECRET_WORD}, bab satu sampai tiga.\n`.repeat(40));
    const fileId = await fixture.uploadForId({ name: `${SECRET_WORD}.txt`, bytes });
    await other.uploadForId({ name: 'lain.txt', bytes: Buffer.from('Lain sama sekali.\n') });
    expect((await fixture.download(fileId)).status).toBe(200);
    expect((await fixture.filesOnDisk()).stored).toHaveLength(2);
    await fixture.system.call('POST', `/api/conversations/${fixture.conversationId}/messages`, {
      as: fixture.tutor,
      body: { type: 'text', content: { text: `Terima kasih, ${SECRET_WORD}` } },
    });
    expect((await erase(fixture.conversationId)).status).toBe(200);
    expect((await fixture.download(fileId)).status).toBe(404);
    expect((await fixture.filesOnDisk()).stored).toHaveLength(1);
    expect(await fixture.rowCounts()).toEqual({ blobs: 1, files: 1 });
    expect(findPlaintext(SECRET_WORD, await dumpDatabase(harness.system))).toEqual([]);
  });
});

describe('retention', () => {
  it('erases exactly what is past the retention of its kind', async () => {
    const direct = await write(psychologist, harness.team);
    const heldConversation = await write(
      await harness.system.addUser('psychologist'),
      harness.team,
    );
    await hold(heldConversation, true);
    const { conversationId: session } = await fullSession();
    harness.clock.advance(29 * DAY);
    expect(await sweep()).toBe(0);
    harness.clock.advance(2 * DAY);
    expect(await sweep()).toBe(1);
    expect(await storedContent(direct)).toEqual({ hasKey: false, texts: 0 });
    expect(await storedContent(heldConversation)).toEqual({ hasKey: true, texts: 1 });
    harness.clock.advance(335 * DAY);
    expect(await sweep()).toBe(1);
    expect(await storedContent(session)).toMatchObject({ hasKey: false, texts: 0 });
    await hold(heldConversation, false);
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
  });

  it('extends retention per conversation but never shortens it', async () => {
    const ids = await Promise.all(
      [1, 60].map(async (retention) => {
        const id = await write(await harness.system.addUser('psychologist'), harness.team);
        const body = { settings: { retention } };
        const set = await call('PATCH', `/api/conversations/${id}`, harness.team, body);
        expect(set.status).toBe(200);
        return id;
      }),
    );
    harness.clock.advance(29 * DAY);
    expect(await sweep()).toBe(0);
    harness.clock.advance(2 * DAY);
    expect(await sweep()).toBe(1);
    const stored = await Promise.all(ids.map(storedContent));
    expect(stored.map((content) => content?.texts)).toEqual([0, 1]);
    harness.clock.advance(30 * DAY);
    expect(await sweep()).toBe(1);
  });

  it('keeps a session that has not ended, however early it was booked', async () => {
    await harness.book({ client, psychologist, startsIn: 400 * DAY });
    harness.clock.advance(380 * DAY);
    expect(await sweep()).toBe(0);
  });
});

describe('removing a user', () => {
  const request = (user: TestUser, as: TestUser): Promise<ApiResponse> =>
    call('POST', `/api/v1/team/people/${user.id}/removal`, as, { reason: 'Asked in writing' });
  /** What was erased, and what stayed on hold. */
  const remove = async ({ id }: TestUser) => {
    const { status, body } = await removeUser(harness.system, id);
    expect(status).toBe(200);
    const { userId, destroyed, held } = body.data;
    return { userId, erased: destroyed.conversations, held };
  };

  it("removes a client's name, sign-in and content except conversations on hold", async () => {
    await assignPair(harness.system, { client, psychologist });
    const care = await write(client, psychologist);
    const { conversationId: session } = await fullSession();
    await hold(session, true);
    expect(await remove(client)).toEqual({ userId: client.id, erased: 1, held: 1 });
    expect(await storedContent(care)).toEqual({ hasKey: false, texts: 0 });
    expect(await storedContent(session)).toMatchObject({ hasKey: true });
    const dump = await dumpDatabase(harness.system);
    for (const personal of [client.email, client.fullName]) {
      expect(findPlaintext(personal, dump)).toEqual([]);
    }
    const { email } = client;
    const signIn = { email, password: 'ruang-diri' };
    expect((await harness.system.call('POST', '/api/v1/auth/login', { body: signIn })).status).toBe(
      401,
    );
    expect(await remove(client)).toEqual({ userId: client.id, erased: 0, held: 1 });
  });

  it('waits for concurrent writers in their groups and blocks no other', async () => {
    const { system, team } = harness;
    const group = await new TutoringFixture(system).createGroup(psychologist, [team]);
    let removed: Promise<unknown> | undefined;
    await system.context.db.source.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [group]);
      removed = remove(psychologist);
      await waitFor('the removal to wait', async () => {
        const waiting = await system.query(
          `SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      // Updates unread counts like a sender, before PostgreSQL would detect a deadlock.
      await tx.query(`SET LOCAL lock_timeout = '500ms'`);
      await tx.query(
        'UPDATE conversation_members SET unread_count = unread_count + 1 WHERE conversation_id = $1',
        [group],
      );
    });
    expect(await removed).toMatchObject({ userId: psychologist.id });
    const remaining = await system.query(
      'SELECT user_id::text AS id FROM conversation_members WHERE conversation_id = $1 AND left_at IS NULL',
      [group],
    );
    expect(remaining).toEqual([{ id: team.id }]);
  });

  it('is rejected while sessions lie ahead and for anyone but the team', async () => {
    const session = await harness.book({ client, psychologist });
    for (const user of [client, psychologist]) {
      const refused = await request(user, harness.team);
      expect(refused.body).toMatchObject({ statusCode: 409, code: 'person-in-use' });
    }
    await harness.cancel(session, client);
    expect((await request(client, psychologist)).status).toBe(403);
    expect((await request(harness.team, harness.team)).status).toBe(403);
    expect(await remove(psychologist)).toMatchObject({ erased: 0, held: 0 });
    const reply = z.array(psychologistResponse);
    const listed = await harness.system.call('GET', '/api/v1/psychologists', {
      ...{ as: harness.team, reply },
    });
    expect(listed.body.data.map((one) => one.id)).not.toContain(psychologist.id);
  });
});
