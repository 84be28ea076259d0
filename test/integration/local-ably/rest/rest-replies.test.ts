import type { PaginatedResult } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';
import { ablyRestClient } from '../../../support/clients/ably-rest-client';

const BASIC = { authorization: `Basic ${Buffer.from('testapp.first:s3cret').toString('base64')}` };
const JSON_TYPE = 'application/json';
const PACK_TYPE = 'application/x-msgpack';

describe('REST replies', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const { get, post, read } = ablyRestClient(() => ably);

  it('returns the time without authentication, in the requested format', async () => {
    const before = Date.now();
    for (const accept of [JSON_TYPE, PACK_TYPE]) {
      const response = await ably.fetch('/time', { headers: { accept } });
      expect(response.headers.get('content-type')).toBe(accept);
      const [time] = (await read(response)) as number[];
      expect(time).toBeGreaterThanOrEqual(before);
    }
    for (const useBinaryProtocol of [false, true]) {
      const rest = ably.rest({ useBinaryProtocol });
      expect(await rest.time()).toBeGreaterThanOrEqual(before);
      const { items } = await rest.request('GET', '/time', 4);
      expect(items[0]).toBeGreaterThanOrEqual(before);
    }
  });

  it.each([
    [{}, '', JSON_TYPE],
    [{ accept: JSON_TYPE }, '', JSON_TYPE],
    [{ accept: PACK_TYPE }, '', PACK_TYPE],
    [{ accept: `${PACK_TYPE}, ${JSON_TYPE}` }, '', PACK_TYPE],
    [{ accept: `${JSON_TYPE}, ${PACK_TYPE}` }, '', JSON_TYPE],
    [{ accept: '*/*' }, '', JSON_TYPE],
    [{ accept: JSON_TYPE }, '?format=msgpack', PACK_TYPE],
    [{ accept: PACK_TYPE }, '?format=json', JSON_TYPE],
  ])('responds to %j %s in %s, errors included', async (headers, query, type) => {
    const valid = await get(`/channels/x/messages${query}`, headers);
    expect([valid.status, valid.headers.get('content-type')]).toEqual([200, type]);
    expect(await read(valid)).toEqual([]);
    const invalid = await get(`/channels/:x/messages${query}`, headers);
    expect([invalid.status, invalid.headers.get('content-type')]).toEqual([400, type]);
    expect(await read(invalid)).toEqual({
      error: {
        code: 40010,
        statusCode: 400,
        message: expect.stringContaining('channel name') as string,
        href: 'https://help.ably.io/error/40010',
      },
    });
    expect(invalid.headers.get('x-ably-errorcode')).toBe('40010');
    expect(invalid.headers.get('x-ably-errormessage')).toContain('channel name');
  });

  it.each([
    ['GET', '/push/deviceRegistrations', 404, 40400],
    ['POST', '/push/publish', 404, 40400],
    ['PUT', '/push/deviceRegistrations/x', 404, 40400],
    ['GET', '/push/channelSubscriptions', 404, 40400],
    ['GET', '/comet/connect', 404, 80003],
    ['GET', '/', 404, 40400],
    ['GET', '/nowhere', 404, 40400],
    ['POST', '/apps', 404, 40400],
    ['POST', '/time', 405, 40500],
    ['DELETE', '/channels/x/messages', 405, 40500],
    ['POST', '/channels/x', 405, 40500],
    ['GET', '/channels//messages', 400, 40010],
    ['GET', '/channels/%5Bx/messages', 400, 40010],
    ['GET', '/channels/%zz', 400, 40000],
    ['POST', '/channels/x/messages', 400, 40001],
    ['GET', '/channels/x/messages/unknown', 404, 40400],
    ['GET', '/channels/x/messages?limit=0', 400, 40003],
    ['GET', '/channels/x/messages?limit=1001', 400, 40003],
    ['GET', '/channels/x/messages?limit=ten', 400, 40003],
    ['GET', '/channels/x/messages?direction=up', 400, 40003],
    ['GET', '/channels/x/messages?start=yesterday', 400, 40003],
    ['GET', '/channels/x/messages?start=9&end=8', 400, 40003],
    ['GET', '/stats?unit=week', 400, 40003],
    ['GET', '/presence', 400, 40000],
    ['GET', `/presence?channels=${'x,'.repeat(101)}`, 400, 90010],
    ['GET', '/chat/v4/rooms/%3Ar/messages', 400, 40010],
    ['GET', '/chat/v3/rooms/r/messages', 404, 40400],
  ])('%s %s returns %s %s', async (method, path, status, code) => {
    const response = await ably.fetch(path, { method, headers: BASIC });
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect([response.status, error['code'], error['statusCode']]).toEqual([status, code, status]);
    expect(typeof error['message']).toBe('string');
    expect(response.headers.get('x-ably-errorcode')).toBe(String(code));
  });

  it.each([
    ['{', JSON_TYPE, 40001],
    ['\x92\x01', PACK_TYPE, 40001],
    ['[]', JSON_TYPE, 40000],
    ['["text"]', JSON_TYPE, 40000],
    ['null', JSON_TYPE, 40000],
    ['{"name":7}', JSON_TYPE, 40000],
    ['{"extras":"x"}', JSON_TYPE, 40000],
    ['{"id":7}', JSON_TYPE, 40031],
    ['{"id":""}', JSON_TYPE, 40031],
    ['{"data":true}', JSON_TYPE, 40013],
  ])('rejects the body %j of %s with %s', async (body, type, code) => {
    const response = await ably.fetch('/channels/x/messages', {
      method: 'POST',
      headers: { ...BASIC, 'content-type': type },
      body: Buffer.from(body, 'latin1'),
    });
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([
      400,
      String(code),
    ]);
  });

  it('returns channel, id and serials of a publish', async () => {
    const one = await post('/channels/published/messages', { name: 'n', data: 'd' });
    expect(one.status).toBe(201);
    expect(await one.json()).toEqual({
      channel: 'published',
      messageId: expect.stringMatching(/^[\w-]+$/) as string,
      serials: [expect.any(String)],
    });
    const two = await post('/channels/published/messages', [{ id: 'a:0' }, { id: 'a:1' }]);
    expect(await two.json()).toMatchObject({
      messageId: 'a',
      serials: [expect.anything(), expect.anything()],
    });
    const { items } = await ably.rest().channels.get('published').history();
    expect(items.map(({ id }) => id).slice(0, 2)).toEqual(['a:1', 'a:0']);
  });

  it('writes one Link header per relation, relative to the last path segment, without commas', async () => {
    const channel = ably.rest().channels.get('linked,a b');
    for (const text of ['1', '2', '3']) await channel.publish('n', text);
    const response = await get('/channels/linked%2Ca%20b/messages?limit=2&direction=forwards');
    const links = (response.headers.get('link') ?? '').split(', ');
    expect(links.map((link) => /rel="(\w+)"$/.exec(link)?.[1])).toEqual([
      'first',
      'current',
      'next',
    ]);
    for (const link of links) expect(link).toMatch(/^<\.\/messages\?[^,<>\s+]+>; rel="\w+"$/);
    const last = await get('/channels/linked%2Ca%20b/messages?limit=3');
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  const walk = async <T>(first: PaginatedResult<T>): Promise<T[]> => {
    const items = [...first.items];
    for (let page = await first.next(); page; page = await page.next()) items.push(...page.items);
    return items;
  };

  it('keeps the bounds of a query across its pages', async () => {
    const name = 'frozen';
    const rest = ably.rest().channels.get(name);
    const times: number[] = [];
    for (const text of ['1', '2', '3', '4']) {
      await rest.publish('n', text);
      times.push((await rest.history({ limit: 1 })).items[0]?.timestamp ?? 0);
      while (Date.now() <= (times.at(-1) ?? 0)) await new Promise(setImmediate);
    }
    const texts = async (params: object): Promise<unknown[]> =>
      (await walk(await rest.history({ limit: 1, ...params }))).map(({ data }) => data as unknown);
    expect(await texts({ start: times[1], end: times[2] })).toEqual(['3', '2']);
    expect(await texts({ start: times[1], direction: 'forwards' })).toEqual(['2', '3', '4']);
    expect(await texts({ end: times[1] })).toEqual(['2', '1']);
    const first = await rest.history({ limit: 2, direction: 'forwards' });
    await rest.publish('n', 'late');
    expect((await walk(first)).map(({ data }) => data as unknown)).toEqual(['1', '2', '3', '4']);
    const current = await first.current();
    expect(current.items.map(({ data }) => data as unknown)).toEqual(['1', '2']);
    const serial = (await rest.history({ limit: 3 })).items[2]?.serial ?? '';
    const upTo = await ably.rest().request('GET', `/channels/${name}/messages`, 4, {
      from_serial: serial,
    });
    expect(upTo.items.map((item) => (item as { data: string }).data)).toEqual(['3', '2', '1']);
    const other = await ably.rest().request('GET', `/channels/${name}/messages`, 4, {
      fromSerial: serial,
      limit: 1,
    });
    expect((await walk(other)).map((item) => (item as { data: string }).data)).toEqual([
      '3',
      '2',
      '1',
    ]);
  });

  it.each([true, false])(
    'serves request() with pages, errors and empty responses: %s',
    async (binary) => {
      const rest = ably.rest({ useBinaryProtocol: binary });
      for (const text of ['1', '2']) {
        const sent = await rest.request('POST', '/channels/asked/messages', 4, {}, { data: text });
        expect([sent.statusCode, sent.success, sent.items.length]).toEqual([201, true, 1]);
      }
      const page = await rest.request('GET', '/channels/asked/messages', 4, { limit: 1 });
      expect([page.hasNext(), page.isLast()]).toEqual([true, false]);
      expect((await walk(page)).map((item) => (item as { data: string }).data)).toContain('1');
      const lost = await rest.request('GET', '/keys/testapp.first/requestToken', 4);
      expect(lost).toMatchObject({ statusCode: 404, success: false, errorCode: 40400 });
      expect(lost.errorMessage).toEqual(expect.any(String));
      await expect(rest.request('TRACE', '/time', 4)).rejects.toMatchObject({ code: 40500 });
    },
  );
});
