import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';
import { ablyRestClient } from '../../../support/clients/ably-rest-client';

const JSON_TYPE = 'application/json';
const PACK_TYPE = 'application/x-msgpack';

describe('REST routes', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const { get, post, read } = ablyRestClient(() => ably);

  it.each([
    ['2', 'objects'],
    ['3', 'names'],
    ['6', 'names'],
  ])('lists channels for version %s as %s', async (version, form) => {
    const client = ably.realtime();
    await Promise.all(
      ['list:a', 'list:b', 'other'].map((name) => client.channels.get(name).attach()),
    );
    const list = async (query: string): Promise<unknown> =>
      (await get(`/channels${query}`, { 'x-ably-version': version })).json();
    const expected = ['list:a', 'list:b'];
    const found = await list('?prefix=list:');
    if (form === 'names') expect(found).toEqual(expected);
    else {
      expect(found).toMatchObject(
        expected.map((name) => ({ name, channelId: name, status: { isActive: true } })),
      );
    }
    expect(await list('?prefix=list:&by=id')).toEqual(expected);
    const pages = await ably
      .rest()
      .request('GET', '/channels', Number(version), { prefix: 'list:', by: 'id', limit: 1 });
    expect([pages.items, pages.hasNext()]).toEqual([['list:a'], true]);
    expect((await pages.next())?.items).toEqual(['list:b']);
  });

  it('returns the status of an active and of an unused channel', async () => {
    const client = ably.realtime({ clientId: 'ana' });
    await client.channels.get('state').presence.enter();
    const publisher = ably.realtime().channels.get('state', { modes: ['PUBLISH'] });
    await publisher.attach();
    const status = await ably.rest().channels.get('state').status();
    expect(status).toEqual({
      channelId: 'state',
      name: 'state',
      status: {
        isActive: true,
        occupancy: {
          metrics: {
            connections: 2,
            publishers: 2,
            subscribers: 1,
            presenceConnections: 1,
            presenceMembers: 1,
            presenceSubscribers: 1,
            objectPublishers: 0,
            objectSubscribers: 0,
          },
        },
      },
    });
    const unused = await ably.rest().channels.get('never').status();
    expect(unused).toMatchObject({ channelId: 'never', status: { isActive: false } });
    expect(unused.status.occupancy.metrics.connections).toBe(0);
  });

  it('publishes batches in the format of each version, with a result per channel', async () => {
    const { token } = await ably.rest().auth.requestToken({
      capability: { one: ['publish'], two: ['publish'] },
    });
    const auth = { authorization: `Bearer ${token}` };
    const spec = { channels: ['one', 'denied', ':bad'], messages: [{ data: 'a' }, { data: 'b' }] };
    const published = {
      channel: 'one',
      messageId: expect.any(String),
      serials: [expect.anything(), expect.anything()],
    };
    const failures = [
      { channel: 'denied', error: { code: 40160, statusCode: 401 } },
      { channel: ':bad', error: { code: 40010, statusCode: 400 } },
    ];
    const newer = await post('/messages', spec, { ...auth, 'x-ably-version': '3' });
    expect(newer.status).toBe(201);
    expect(await newer.json()).toMatchObject([
      { successCount: 1, failureCount: 2, results: [published, ...failures] },
    ]);
    const older = await post('/messages', spec, { ...auth, 'x-ably-version': '2' });
    expect([older.status, await older.json()]).toMatchObject([201, [published, ...failures]]);
    const many = await post(
      '/messages',
      [spec, { channels: 'two', messages: { data: 'c' } }],
      auth,
    );
    expect(await many.json()).toMatchObject([
      { successCount: 1, failureCount: 2 },
      { successCount: 1, failureCount: 0, results: [{ channel: 'two' }] },
    ]);
    for (const invalid of [{}, [], 'x', { channels: [7], messages: {} }, { channels: ['a'] }]) {
      const refused = await post('/messages', invalid, auth);
      const empty = Array.isArray(invalid);
      expect(refused.status).toBe(empty ? 201 : 400);
    }
    const tooMany = { channels: Array(101).fill('one'), messages: { data: '' } };
    expect(await (await post('/messages', tooMany, auth)).json()).toMatchObject({
      error: { code: 90010 },
    });
  });

  it('reads the presence of several channels, with an error per failed channel', async () => {
    const client = ably.realtime({ clientId: 'ana' });
    await client.channels.get('batch:a').presence.enter('x');
    const { token } = await ably
      .rest()
      .auth.requestToken({ capability: { 'batch:*': ['presence'] } });
    const result = await ably.rest({ token }).batchPresence(['batch:a', 'batch:b', 'elsewhere']);
    expect(result).toMatchObject({
      successCount: 2,
      failureCount: 1,
      results: [
        { channel: 'batch:a', presence: [{ clientId: 'ana', data: 'x', action: 1 }] },
        { channel: 'batch:b', presence: [] },
        { channel: 'elsewhere', error: { code: 40160, statusCode: 401 } },
      ],
    });
  });

  it('counts published messages and pages the counts', async () => {
    const rest = ably.rest();
    await rest.channels.get('counted').publish([{ data: '12345' }, { data: '67890' }]);
    for (const unit of ['minute', 'hour', 'day', 'month'] as const) {
      const { items } = await rest.stats({ unit, limit: 1 });
      const [entry] = items as unknown as Record<string, unknown>[];
      expect(entry).toMatchObject({ unit, appId: 'testapp', schema: expect.any(String) as string });
      expect(entry?.['intervalId']).toMatch(/^\d{4}-\d{2}(-\d{2}(:\d{2}(:\d{2})?)?)?$/);
      // The interval has not ended: it counts up to the present minute.
      expect(entry?.['inProgress']).toMatch(/^\d{4}-\d{2}-\d{2}:\d{2}:\d{2}$/);
      expect(String(entry?.['inProgress']).startsWith(String(entry?.['intervalId']))).toBe(true);
      const { entries } = entry as { entries: Record<string, number> };
      expect(entries['messages.all.all.count']).toBeGreaterThanOrEqual(2);
      expect(entries['messages.inbound.all.messages.data']).toBeGreaterThanOrEqual(10);
    }
  });

  it.each(['json', 'msgpack'])('wraps responses in an envelope of %s', async (kind) => {
    await ably
      .rest()
      .channels.get('enveloped')
      .publish('n', Buffer.from([1]));
    const path = `/channels/enveloped/messages?envelope=${kind}&limit=1&rnd=1`;
    const response = await get(path, { origin: 'http://page.example', accept: JSON_TYPE });
    expect(response.headers.get('content-type')).toBe(kind === 'json' ? JSON_TYPE : PACK_TYPE);
    const wrapped = (await read(response)) as Record<string, Record<string, unknown>>;
    expect(wrapped['statusCode']).toBe(200);
    expect(wrapped['headers']?.['link']).toContain('rel="first"');
    expect(wrapped['headers']?.['link']).not.toContain('rnd=');
    expect(wrapped['response']).toMatchObject([{ name: 'n' }]);
    const wrong = await get(`/channels/:x/messages?envelope=${kind}`);
    expect(wrong.status).toBe(200);
    expect(await read(wrong)).toMatchObject({
      statusCode: 400,
      headers: {
        'x-ably-errorcode': '40010',
        'x-ably-errormessage': expect.any(String) as string,
      },
      response: { error: { code: 40010 } },
    });
  });

  it('allows requests from any origin', async () => {
    const requestedHeaders =
      'authorization,content-type,x-ably-version,ably-agent,x-ably-clientid,x-ably-new';
    const preflight = await ably.fetch('/channels/x/messages', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://page.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': requestedHeaders,
      },
    });
    expect(preflight.status).toBe(204);
    const header = (name: string): string =>
      preflight.headers.get(`access-control-allow-${name}`) ?? '';
    expect(header('origin')).toBe('http://page.example');
    expect(header('credentials')).toBe('true');
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(header('methods')).toContain(method);
    }
    for (const name of requestedHeaders.split(',')) expect(header('headers')).toContain(name);
    const reply = await get('/channels', { origin: 'http://page.example' });
    const exposed = reply.headers.get('access-control-expose-headers') ?? '';
    for (const name of ['Link', 'X-Ably-Errorcode', 'X-Ably-Errormessage']) {
      expect(exposed).toContain(name);
    }
  });
});
