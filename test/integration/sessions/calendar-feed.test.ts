import { createdFeedResponse } from '../../../src/api/counseling/calendar-feed-routes';
import { DUE_AT_ONCE, removeUser } from '../../support/fixtures/erase-by-two';
import { SessionHarness } from '../../support/harness/session-harness';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';

const PATH = '/api/v1/calendar-feed';
const DAY = 86_400_000;
const REASON = 'Rahasia di catatan';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', {
    PUBLIC_URL: 'https://sesi.ruangdiri.example/',
    ...DUE_AT_ONCE,
  });
});
afterAll(() => harness.stop());

const call = (method: string, as: TestUser, body?: object): Promise<ApiResponse> =>
  harness.system.call(method, PATH, { as, ...(body ? { body } : {}) });

const createFeed = async (as: TestUser, body: object = {}): Promise<string> => {
  const options = { as, body, reply: createdFeedResponse };
  const created = await harness.system.call('POST', PATH, options);
  expect(created.status).toBe(201);
  return created.body.data.url;
};

const read = (url: string): Promise<ApiResponse> =>
  harness.system.call('GET', new URL(url).pathname);

/** The properties of each event, unfolded; an alarm's are left out. */
function eventsOf({ text }: ApiResponse): Record<string, string>[] {
  const unfolded = text.replace(/\r\n[ \t]/g, '').replace(/BEGIN:VALARM[^]*?END:VALARM\r\n/g, '');
  const events = [...unfolded.matchAll(/BEGIN:VEVENT\r\n([^]*?)END:VEVENT/g)];
  return events.map(([, lines = '']) =>
    Object.fromEntries(
      lines
        .trim()
        .split('\r\n')
        .map((line): [string, string] => [
          line.split(/[:;]/)[0] ?? '',
          line.slice(line.indexOf(':') + 1),
        ]),
    ),
  );
}

describe('a private calendar address', () => {
  it('shows both participants their sessions in UTC, with links to the room', async () => {
    const session = await harness.book({ startsIn: DAY, notes: REASON });
    for (const user of [session.client, session.psychologist]) {
      const response = await read(await createFeed(user));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const room = `https://sesi.ruangdiri.example/sessions/${session.sessionId}`;
      expect(eventsOf(response)).toEqual([
        expect.objectContaining({
          UID: `${session.counselingId}@ruang-diri`,
          DTSTART: '20250811T000000Z',
          DTEND: '20250811T003000Z',
          STATUS: 'CONFIRMED',
          SUMMARY: 'Sesi konseling Ruang Diri',
          DESCRIPTION: `Buka di Ruang Diri: ${room}`,
          URL: room,
        }),
      ]);
    }
  });

  it('contains no names, notes or reasons', async () => {
    const session = await harness.book({ startsIn: DAY, notes: REASON });
    await harness.cancel(session, session.client, { reason: 'Alasan rahasia' });
    const { text } = await read(await createFeed(session.client));
    expect(text).toContain('STATUS:CANCELLED');
    const unfolded = text.replace(/\r\n[ \t]/g, '');
    for (const secret of [REASON, 'Alasan', session.client.fullName, session.psychologist.fullName])
      expect(unfolded).not.toContain(secret);
  });

  it('follows a reschedule: the same entry with a higher sequence', async () => {
    const session = await harness.book({ startsIn: DAY });
    const url = await createFeed(session.client, { lang: 'en' });
    const [before] = eventsOf(await read(url));
    await harness.system.call('PUT', `/api/v1/counselings/${session.counselingId}/reschedule`, {
      as: session.client,
      body: {
        date: '2025-08-20',
        startTime: '10:00',
        endTime: '11:00',
        timezone: 'Asia/Jakarta',
      },
    });
    const [after, ...more] = eventsOf(await read(url));
    expect(more).toEqual([]);
    expect(after).toMatchObject({
      UID: before?.['UID'],
      DTSTART: '20250820T030000Z',
      SUMMARY: 'Ruang Diri counseling',
    });
    expect(Number(after?.['SEQUENCE'])).toBeGreaterThan(Number(before?.['SEQUENCE']));
  });

  it('is well-formed when it is empty: CRLF line ends and short lines', async () => {
    const { text } = await read(await createFeed(await harness.system.addUser('client')));
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it('shows only the sessions of its owner', async () => {
    await harness.book({ startsIn: DAY });
    const stranger = await harness.system.addUser('psychologist');
    expect(eventsOf(await read(await createFeed(stranger)))).toEqual([]);
  });

  it('stops working when it is renewed or revoked', async () => {
    const client = await harness.system.addUser('client');
    expect((await call('GET', client)).body.data).toEqual({ createdAt: null });
    const first = await createFeed(client);
    expect((await call('GET', client)).body.data).toEqual({
      createdAt: new Date(harness.clock.now()).toISOString(),
    });
    const second = await createFeed(client);
    expect((await read(first)).body).toMatchObject({
      statusCode: 404,
      code: 'calendar-feed-not-found',
    });
    expect((await read(second)).status).toBe(200);
    expect((await call('DELETE', client)).body.data).toEqual({ createdAt: null });
    expect((await read(second)).status).toBe(404);
    expect((await call('DELETE', client)).status).toBe(200);
  });

  it('leaves one that works when it is created ten times at once', async () => {
    const client = await harness.system.addUser('client');
    const urls = await Promise.all(Array.from({ length: 10 }, () => createFeed(client)));
    expect(new Set(urls).size).toBe(10);
    const statuses = await Promise.all(urls.map(async (url) => (await read(url)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(9);
  });

  it('is stored as a hash', async () => {
    const client = await harness.system.addUser('client');
    const url = await createFeed(client);
    const secret = /([0-9a-f]{64})\.ics$/.exec(url)?.[1] ?? 'missing';
    const rows = await harness.system.query<{ text: string; hash: Buffer }>(
      'SELECT f::text AS text, secret_hash AS hash FROM calendar_feeds f WHERE user_id = $1',
      [client.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.hash).toHaveLength(32);
    expect(rows[0]?.text).not.toContain(secret);
    expect(rows[0]?.hash.toString('hex')).not.toBe(secret);
  });

  it.each(['x', 'a'.repeat(64), '..%2F', '%00', ''])('refuses the secret "%s"', async (secret) => {
    const response = await harness.system.call('GET', `/calendar/${secret}.ics`);
    expect(response.status).toBe(404);
  });

  it('is not for the team, which has no sessions', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'POST' ? {} : undefined;
      expect((await call(method, harness.team, body)).status).toBe(403);
    }
  });

  it('stops working when its owner is removed', async () => {
    const client = await harness.system.addUser('client');
    const url = await createFeed(client);
    expect((await removeUser(harness.system, client.id)).status).toBe(200);
    expect((await read(url)).status).toBe(404);
  });

  it('can be subscribed to by webcal', async () => {
    const client = await harness.system.addUser('client');
    const { body } = await call('POST', client, {});
    const { url, webcalUrl } = body.data as { url: string; webcalUrl: string };
    expect(url).toMatch(/\/calendar\/[0-9a-f]{64}\.ics$/);
    expect(webcalUrl).toBe(url.replace('https:', 'webcal:'));
  });
});

describe('without PUBLIC_URL', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
  });
  afterAll(() => system.stop());

  it('has the address of the request', async () => {
    const client = await system.addUser('client');
    const created = await system.call('POST', PATH, { as: client, body: {} });
    const { url } = created.body.data as { url: string };
    expect(url.startsWith(`${system.url}/calendar/`)).toBe(true);
    expect((await fetch(url)).status).toBe(200);
  });
});
