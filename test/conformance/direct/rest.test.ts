import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { only } from '../../support/harness/only';
import { INSTANT } from '../../support/contracts/contract-texts';

let system: TestSystem;
let fixture: DirectFixture;
let one: TestUser;
let other: TestUser;
beforeAll(async () => {
  system = await startSystem();
  fixture = new DirectFixture(system);
});
beforeEach(async () => {
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
});
afterEach(() => fixture.disconnectAll());
afterAll(() => system.stop());

const contents = (list: { content: string }[]): string[] => list.map(({ content }) => content);

/** A row of `messages`, with facts of its table. */
interface StoredRow {
  conversation_id: string;
  sender_id: string;
  content: Buffer;
  idType: string;
  timeType: string;
  constraints: string[];
}

describe('the direct REST API', () => {
  it('direct-02 is read-only and answers a POST with the alternatives (C-05)', async () => {
    const body = { receiver_id: Number(other.id), content: 'Halo' };
    for (const path of ['', '/', `/history/${other.id}`, '/unread']) {
      const refused = await fixture.call('POST', one, path, body);
      expect(refused.status).toBe(405);
      expect(refused.headers.get('allow')).toBe('GET');
      expect(refused.body).toMatchObject({ success: false, statusCode: 405 });
    }
    expect((await fixture.call('POST', one, '/1/read', body)).headers.get('allow')).toBe('PATCH');
    expect(await fixture.recentChats(other)).toEqual([]);
  });

  it('direct-12 lists recent chats at /api/chats/, newest first', async () => {
    const third = await system.addUser('psychologist');
    await fixture.sendMessage(one, other, 'lama');
    await fixture.sendMessage(third, one, 'baru');
    const ids = (await fixture.recentChats(one, '/')).map((chat) => chat.user_id);
    expect(ids).toEqual([Number(third.id), Number(other.id)]);
  });

  it('direct-13 requires a Bearer token on every call', async () => {
    const calls: [string, string][] = [
      ['GET', '/'],
      ['GET', `/history/${other.id}`],
      ['GET', '/unread'],
      ['PATCH', '/1/read'],
    ];
    const forged = { ...one, token: `${one.token}x` };
    for (const [method, path] of calls) {
      expect((await fixture.call(method, undefined, path)).status).toBe(401);
      expect((await fixture.call(method, forged, path)).status).toBe(401);
      expect((await fixture.call(method, one, path)).status).not.toBe(401);
    }
  });

  it('direct-14 returns for each chat the partner, the last message and the unread count', async () => {
    await fixture.sendMessage(one, other, 'satu');
    const { created_at } = await fixture.sendMessage(one, other, 'dua');
    const { status, body } = await fixture.call('GET', other, '/');
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true });
    expect(body.data).toEqual([
      {
        user_id: Number(one.id),
        username: one.fullName,
        avatar: null,
        last_message: 'dua',
        last_message_time: created_at,
        unread_count: 2,
      },
    ]);
    expect((await fixture.recentChats(one))[0]?.unread_count).toBe(0);
  });

  it('direct-15 returns the history with a user, page by page if requested', async () => {
    for (const content of ['a', 'b', 'c', 'd', 'e']) await fixture.sendMessage(one, other, content);
    const all = await fixture.history(other, one);
    expect(contents(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const newest = await fixture.history(other, one, '?limit=2');
    expect(contents(newest)).toEqual(['d', 'e']);
    const before = await fixture.history(other, one, `?limit=2&before=${newest[0]?.id}`);
    expect(contents(before)).toEqual(['b', 'c']);
    const stranger = await system.addUser('psychologist');
    expect(await fixture.history(stranger, one)).toEqual([]);
    for (const invalidId of ['0', '999999999', 'abc', '1e3', '%00']) {
      expect((await fixture.call('GET', one, `/history/${invalidId}`)).status).toBe(404);
    }
  });

  it('direct-16 returns for each message its sender, its receiver and whether it was read', async () => {
    const first = await fixture.sendMessage(one, other, 'satu');
    const second = await fixture.sendMessage(other, one, 'dua');
    await fixture.call('PATCH', other, `/${first.id}/read`);
    const { body } = await fixture.call('GET', one, `/history/${other.id}`);
    expect(body.success).toBe(true);
    expect(body.data).toEqual([
      {
        id: first.id,
        sender_id: Number(one.id),
        receiver_id: Number(other.id),
        content: 'satu',
        is_read: true,
        created_at: first.created_at,
      },
      {
        id: second.id,
        sender_id: Number(other.id),
        receiver_id: Number(one.id),
        content: 'dua',
        is_read: false,
        created_at: second.created_at,
      },
    ]);
    expect(await fixture.history(other, one)).toEqual(body.data);
  });

  it('direct-17 lists all unread messages, from every sender', async () => {
    const third = await system.addUser('psychologist');
    await fixture.sendMessage(other, one, 'satu');
    const second = await fixture.sendMessage(third, one, 'dua');
    await fixture.sendMessage(other, one, 'tiga');
    await fixture.sendMessage(one, other, 'sendiri');
    expect(contents(await fixture.unread(one))).toEqual(['satu', 'dua', 'tiga']);
    await fixture.call('PATCH', one, `/${second.id}/read`);
    expect(contents(await fixture.unread(one))).toEqual(['satu', 'tiga']);
    expect(contents(await fixture.unread(one, '?limit=1'))).toEqual(['tiga']);
  });

  it('direct-18 lists unread messages without marking them as read', async () => {
    const sent = await fixture.sendMessage(other, one, 'Halo!');
    const { status, body } = await fixture.call('GET', one, '/unread');
    expect(status).toBe(200);
    expect(body.success).toBe(true);
    expect(body.data).toEqual([
      {
        id: sent.id,
        sender_id: Number(other.id),
        receiver_id: Number(one.id),
        content: 'Halo!',
        created_at: sent.created_at,
      },
    ]);
  });

  it('direct-19 marks a message as read and notifies its sender, as the event does (C-06)', async () => {
    const here = await fixture.connect(one);
    const data = await here.sendMessage(other, 'baca ini');
    await fixture.call('PATCH', other, `/${data.id}/read`);
    const receipt = { message_id: data.id, user_id: Number(other.id) };
    expect(await here.waitForEvent('messege_read')).toEqual(receipt);
    const stranger = await system.addUser('team');
    for (const id of [data.id, 999_999_999, 'abc', '0', '%00']) {
      const refused = await fixture.call('PATCH', stranger, `/${id}/read`);
      expect(refused.status).toBe(404);
      expect(refused.body).toMatchObject({ success: false, code: 'message-not-found' });
    }
  });

  it('direct-20 confirms success', async () => {
    const sent = await fixture.sendMessage(one, other, 'baca ini');
    const { status, body } = await fixture.call('PATCH', other, `/${sent.id}/read`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true });
    expect((await fixture.call('PATCH', other, `/${sent.id}/read`)).body.success).toBe(true);
  });
});

describe('a stored direct message', () => {
  /** A message in its receiver's history, and its row. */
  async function storedMessage() {
    const { id } = await fixture.sendMessage(one, other, 'tersimpan');
    const wire = only(await fixture.history(other, one));
    const rows = await system.query<StoredRow>(
      `SELECT m.*, pg_typeof(m.id)::text AS "idType", pg_typeof(m.created_at)::text AS "timeType",
         (SELECT array_agg(conname::text) FROM pg_constraint
          WHERE conrelid = 'messages'::regclass) AS constraints
       FROM messages m WHERE id = $1`,
      [id],
    );
    return { wire, row: only(rows) };
  }

  it('direct-21 has its own number (C-04)', async () => {
    const { wire, row } = await storedMessage();
    expect(Number.isSafeInteger(wire.id)).toBe(true);
    expect(row.idType).toBe('bigint');
    expect(row.constraints).toContain('messages_pkey');
  });

  it('direct-22 references its sender', async () => {
    const { wire, row } = await storedMessage();
    expect(wire.sender_id).toBe(Number(one.id));
    expect(String(row.sender_id)).toBe(one.id);
    expect(row.constraints).toContain('messages_sender_id_fkey');
  });

  it('direct-23 references its receiver, the partner of the chat (C-38)', async () => {
    const { wire, row } = await storedMessage();
    expect(wire.receiver_id).toBe(Number(other.id));
    const orphan = system.query('UPDATE conversations SET pair_high_id = 999999999 WHERE id = $1', [
      row.conversation_id,
    ]);
    await expect(orphan).rejects.toThrow('conversations_pair_high_id_fkey');
  });

  it('direct-24 has a text content, which is stored encrypted', async () => {
    const { wire, row } = await storedMessage();
    expect(wire.content).toBe('tersimpan');
    expect(row.content.includes('tersimpan')).toBe(false);
  });

  it('direct-25 reports whether it was read as a boolean (C-24)', async () => {
    const { wire } = await storedMessage();
    expect(wire.is_read).toBe(false);
    await fixture.call('PATCH', other, `/${wire.id}/read`);
    expect((await fixture.history(one, other))[0]?.is_read).toBe(true);
  });

  it('direct-26 reports when it was written and read', async () => {
    const { wire, row } = await storedMessage();
    expect(wire.created_at).toMatch(INSTANT);
    expect(row.timeType).toBe('timestamp with time zone');
    await fixture.call('PATCH', other, `/${wire.id}/read`);
    const [range] = await system.query<{ read_at: Date }>(
      'SELECT read_at FROM read_ranges WHERE conversation_id = $1 AND user_id = $2',
      [row.conversation_id, other.id],
    );
    expect(range?.read_at.getTime()).toBeGreaterThanOrEqual(Date.parse(wire.created_at));
  });
});
