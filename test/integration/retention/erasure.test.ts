import { Redis } from 'ioredis';
import { eraseExpired } from '../../../src/retention/erase-expired';
import { dumpDatabase, dumpRedis } from '../../support/checks/stored-data';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { SessionHarness } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser, Wire } from '../../support/harness/test-system';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { assignPair } from '../../support/fixtures/care-pair';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

const DAY = 24 * 3_600_000;
const WORD = 'kelapamuda';

let stage: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
beforeEach(async () => {
  stage = await SessionHarness.start('2025-08-10T00:00:00Z', { RETENTION_DIRECT: 'P30D' });
  client = await stage.system.addUser('client');
  psychologist = await stage.system.addUser('psychologist');
});
afterEach(() => stage.stop());

const call = (method: string, path: string, as: TestUser, body?: object): Promise<ApiResponse> =>
  stage.system.call(method, path, { as, ...(body ? { body } : {}) });

async function write(from: TestUser, to: TestUser, text = `Halo ${WORD}`): Promise<string> {
  const sent = await call('POST', '/api/v1/conversations', from, { toId: to.id, message: text });
  expect(sent.status).toBe(201);
  return sent.body.data.conversationId as string;
}

const erase = (conversationId: string): Promise<ApiResponse> =>
  call('POST', `/api/v1/team/conversations/${conversationId}/erasure`, stage.team, {});
const hold = (conversationId: string, held: boolean): Promise<ApiResponse> =>
  call('PUT', `/api/v1/team/conversations/${conversationId}/hold`, stage.team, { held });
const sweep = (): Promise<number> => eraseExpired(stage.system.context.retention);

async function sealedOf(conversationId: string): Promise<Wire> {
  const [row] = await stage.system.query(
    `SELECT (data_key IS NOT NULL) AS "hasKey", (SELECT count(*)::int FROM messages
       WHERE conversation_id = $1 AND content IS NOT NULL) AS words
     FROM conversations WHERE id = $1`,
    [conversationId],
  );
  return row;
}

/** A session in which everything that can be written was written. */
async function fullSession(): Promise<{ sessionId: string; conversationId: string }> {
  const session = await stage.createSession('active', {
    client,
    psychologist,
    notes: `Catatan ${WORD}`,
  });
  await stage.sendMessage(client, session.sessionId, `Saya suka ${WORD}`);
  await stage.end(client, session.sessionId);
  const path = `/api/v1/chat/sessions/${session.sessionId}/summary`;
  const words = { keyTopics: [WORD], actionItems: [WORD], sessionNotes: WORD };
  expect((await call('PUT', path, psychologist, words)).status).toBe(200);
  const [row] = await stage.system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [session.sessionId],
  );
  return { sessionId: session.sessionId, conversationId: row?.id ?? '' };
}

describe('erasing a conversation', () => {
  it('leaves nothing by which its words could be read, in database or Redis', async () => {
    const { sessionId, conversationId } = await fullSession();
    const [before] = await stage.system.query<{ key: Buffer; content: Buffer }>(
      `SELECT c.data_key AS key, m.content FROM conversations c
       JOIN messages m ON m.conversation_id = c.id WHERE c.id = $1 ORDER BY m.seq DESC LIMIT 1`,
      [conversationId],
    );
    expect((await erase(conversationId)).body.data).toMatchObject({ conversationId });
    expect(await sealedOf(conversationId)).toEqual({ hasKey: false, words: 0 });
    const [counseling] = await stage.system.query(
      `SELECT data_key AS key, notes_ciphertext AS notes FROM counselings c
       JOIN chat_sessions s ON s.counseling_id = c.id WHERE s.id = $1`,
      [sessionId],
    );
    expect(counseling).toEqual({ key: null, notes: null });
    const redis = new Redis(stage.system.env['REDIS_URL'] ?? '');
    const kept = [...(await dumpDatabase(stage.system)), ...(await dumpRedis(redis))];
    redis.disconnect();
    for (const secret of [WORD, before?.key, before?.content]) {
      expect(findPlaintext(secret ?? 'missing', kept)).toEqual([]);
    }
  });

  it('keeps who wrote when, and the figures of the summary', async () => {
    const { sessionId, conversationId } = await fullSession();
    const path = `/api/v1/chat/sessions/${sessionId}/summary`;
    const { analytics } = (await call('GET', path, client)).body.data;
    await erase(conversationId);
    const after = (await call('GET', path, client)).body.data;
    expect(after).toMatchObject({ analytics, summary: { totalMessages: 1, keyTopics: [] } });
    const history = await stage.history(client, sessionId);
    expect(history.status).toBe(200);
    expect(new Set(history.body.data.data.map((one) => one.content))).toEqual(new Set(['']));
    expect((await stage.sendMessage(client, sessionId, 'Lagi')).body).toMatchObject({
      ...{ statusCode: 400, message: 'Chat session has ended' },
    });
    const again = await call('PUT', path, psychologist, { sessionNotes: 'Lagi' });
    expect(again.body).toMatchObject({ statusCode: 410, code: 'conversation-erased' });
  });

  it('leaves nothing unread, of whatever kind it was', async () => {
    const { conversationId } = await fullSession();
    const direct = await write(psychologist, stage.team);
    const room = await new SupportFixture(stage.system).openRoom(client, WORD);
    const support = String(room.id);
    const unread = async (id: string): Promise<number> => {
      const [row] = await stage.system.query(
        `SELECT coalesce(sum(unread_count), 0)::int + coalesce((SELECT team_unread FROM
           support_rooms WHERE conversation_id = $1), 0) AS unread
         FROM conversation_members WHERE conversation_id = $1`,
        [id],
      );
      return row.unread as number;
    };
    for (const id of [conversationId, direct, support]) {
      expect(await unread(id)).toBeGreaterThan(0);
      expect((await erase(id)).status).toBe(200);
      expect(await unread(id)).toBe(0);
    }
  });

  it('lets a pair begin anew, under a key of its own', async () => {
    const old = await write(psychologist, stage.team);
    await erase(old);
    const fresh = await write(stage.team, psychologist, 'Mulai lagi');
    expect(fresh).not.toBe(old);
    expect(await sealedOf(fresh)).toEqual({ hasKey: true, words: 1 });
    const listed = (await call('GET', '/api/v1/conversations', psychologist)).body.data as Wire[];
    expect(listed.map((one) => one.id)).toEqual([fresh]);
  });

  it('is refused while it is held, before a session is over, and twice; every act is audited', async () => {
    const conversationId = await write(psychologist, stage.team);
    expect((await hold(conversationId, true)).body.data.heldAt).toEqual(expect.any(String));
    const held = await erase(conversationId);
    expect(held.body).toMatchObject({ statusCode: 409, code: 'conversation-held' });
    expect((await hold(conversationId, false)).body.data.heldAt).toBeNull();
    expect((await erase(conversationId)).status).toBe(200);
    expect((await erase(conversationId)).body).toMatchObject({ code: 'conversation-erased' });
    expect((await erase('999999')).status).toBe(404);
    const session = await stage.createSession('active');
    const [row] = await stage.system.query<{ id: string }>(
      'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    const early = await erase(row?.id ?? '');
    expect(early.body).toMatchObject({ statusCode: 409, code: 'conversation-in-use' });
    const acts = await stage.system.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE conversation_id = $1 ORDER BY id',
      [conversationId],
    );
    expect(acts.map(({ action }) => action)).toEqual([
      'conversation.hold',
      'conversation.release',
      'conversation.erase',
    ]);
  });
});

describe('erasing a conversation with files', () => {
  it('destroys their keys, and removes their bytes unless others rest on them', async () => {
    const scene = await FileFixture.create(stage.system);
    const other = await FileFixture.create(stage.system);
    const bytes = Buffer.from(`Naskah tentang ${WORD}, bab satu sampai tiga.\n`.repeat(40));
    const fileId = await scene.uploadForId({ name: `${WORD}.txt`, bytes });
    await other.uploadForId({ name: 'lain.txt', bytes: Buffer.from('Lain sama sekali.\n') });
    expect((await scene.download(fileId)).status).toBe(200);
    expect((await scene.filesOnDisk()).stored).toHaveLength(2);
    await scene.system.call('POST', `/api/conversations/${scene.conversationId}/messages`, {
      as: scene.tutor,
      body: { type: 'text', content: { text: `Terima kasih, ${WORD}` } },
    });
    expect((await erase(scene.conversationId)).status).toBe(200);
    expect((await scene.download(fileId)).status).toBe(404);
    expect((await scene.filesOnDisk()).stored).toHaveLength(1);
    expect(await scene.rowCounts()).toEqual({ blobs: 1, files: 1 });
    expect(findPlaintext(WORD, await dumpDatabase(stage.system))).toEqual([]);
  });
});

describe('retention', () => {
  it('erases what has had the time of its kind, and nothing else', async () => {
    const direct = await write(psychologist, stage.team);
    const held = await write(await stage.system.addUser('psychologist'), stage.team);
    await hold(held, true);
    const { conversationId: session } = await fullSession();
    stage.clock.advance(29 * DAY);
    expect(await sweep()).toBe(0);
    stage.clock.advance(2 * DAY);
    expect(await sweep()).toBe(1);
    expect(await sealedOf(direct)).toEqual({ hasKey: false, words: 0 });
    expect(await sealedOf(held)).toEqual({ hasKey: true, words: 1 });
    stage.clock.advance(335 * DAY);
    expect(await sweep()).toBe(1);
    expect(await sealedOf(session)).toMatchObject({ hasKey: false, words: 0 });
    await hold(held, false);
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
  });

  it('keeps a conversation longer where its people wish, and never less long than the house says', async () => {
    const ids = await Promise.all(
      [1, 60].map(async (retention) => {
        const id = await write(await stage.system.addUser('psychologist'), stage.team);
        const body = { settings: { retention } };
        const set = await call('PATCH', `/api/conversations/${id}`, stage.team, body);
        expect(set.status).toBe(200);
        return id;
      }),
    );
    stage.clock.advance(29 * DAY);
    expect(await sweep()).toBe(0);
    stage.clock.advance(2 * DAY);
    expect(await sweep()).toBe(1);
    const kept = await Promise.all(ids.map(sealedOf));
    expect(kept.map(({ words }) => words as number)).toEqual([0, 1]);
    stage.clock.advance(30 * DAY);
    expect(await sweep()).toBe(1);
  });

  it('leaves a session alone that is still to be held, however long it was booked ahead', async () => {
    await stage.book({ client, psychologist, startsIn: 400 * DAY });
    stage.clock.advance(380 * DAY);
    expect(await sweep()).toBe(0);
  });
});

describe('removing a person', () => {
  const remove = (who: TestUser, as = stage.team): Promise<ApiResponse> =>
    call('POST', `/api/v1/team/people/${who.id}/removal`, as, {});

  it("takes a client's name, sign-in and words; what is held stays", async () => {
    await assignPair(stage.system, { client, psychologist });
    const care = await write(client, psychologist);
    const { conversationId: session } = await fullSession();
    await hold(session, true);
    const removed = await remove(client);
    expect(removed.body.data).toEqual({ userId: client.id, erased: 1, held: 1 });
    expect(await sealedOf(care)).toEqual({ hasKey: false, words: 0 });
    expect(await sealedOf(session)).toMatchObject({ hasKey: true });
    const traces = await dumpDatabase(stage.system);
    for (const known of [client.email, client.fullName]) {
      expect(findPlaintext(known, traces)).toEqual([]);
    }
    const { email } = client;
    const signIn = { email, password: 'ruang-diri' };
    expect((await stage.system.call('POST', '/api/v1/auth/login', { body: signIn })).status).toBe(
      401,
    );
    expect((await remove(client)).body.data).toEqual({ userId: client.id, erased: 0, held: 1 });
  });

  it('waits for whoever writes in their groups, and holds up nobody meanwhile', async () => {
    const { system, team } = stage;
    const group = await new TutoringFixture(system).createGroup(psychologist, [team]);
    let removed: Promise<ApiResponse> | undefined;
    await system.context.db.source.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [group]);
      removed = remove(psychologist);
      await waitFor('the removal to wait', async () => {
        const [row] = await system.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return row.waiting > 0;
      });
      // As whoever writes counts what is unread; sooner than the database would find a deadlock.
      await tx.query(`SET LOCAL lock_timeout = '500ms'`);
      await tx.query(
        'UPDATE conversation_members SET unread_count = unread_count + 1 WHERE conversation_id = $1',
        [group],
      );
    });
    expect((await removed)?.status).toBe(200);
    const left = await system.query(
      'SELECT user_id::text AS id FROM conversation_members WHERE conversation_id = $1 AND left_at IS NULL',
      [group],
    );
    expect(left).toEqual([{ id: team.id }]);
  });

  it('is refused while sessions are ahead, and to anybody but the team', async () => {
    const session = await stage.book({ client, psychologist });
    for (const who of [client, psychologist]) {
      expect((await remove(who)).body).toMatchObject({ statusCode: 409, code: 'person-in-use' });
    }
    await stage.cancel(session, client);
    expect((await remove(client, psychologist)).status).toBe(403);
    expect((await remove(stage.team)).status).toBe(403);
    expect((await remove(psychologist)).body.data).toMatchObject({ erased: 0, held: 0 });
    const left = await call('GET', '/api/v1/psychologists', stage.team);
    expect((left.body.data as Wire[]).map((one) => one.id)).not.toContain(psychologist.id);
  });
});
