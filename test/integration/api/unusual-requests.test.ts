import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { sendRawRequest } from '../../support/clients/raw-request';
import type { RawRequest, RawResponse } from '../../support/clients/raw-request';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

const V1 = '/api/v1';
const TYPING = `${V1}/chat/typing`;
const JSON_TYPE = 'application/json';
const BODY_LIMIT = 65_536;

/** A JSON body of exactly this many bytes. */
const bodyOf = (bytes: number): string => JSON.stringify({ a: 'x'.repeat(bytes - 8) });

describe('unusual requests', () => {
  let system: TestSystem;
  let user: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    user = await system.addUser('client');
  });
  afterAll(() => system.stop());

  function send(request: Partial<RawRequest> & { path: string }): Promise<RawResponse> {
    const headers = { authorization: `Bearer ${user.token}`, ...request.headers };
    return sendRawRequest(system.url, { method: 'GET', ...request, headers });
  }

  /** The status and the error code of a response, such as `404 route-not-found`. */
  async function outcome(request: Partial<RawRequest> & { path: string }): Promise<string> {
    const { status, text } = await send(request);
    const { code } = JSON.parse(text) as { code?: string };
    return code === undefined ? `${status}` : `${status} ${code}`;
  }

  it.each([
    ['/notifications/', '200'],
    ['/NOTIFICATIONS', '200'],
    ['/Notifications/?limit=1', '200'],
    ['/notifications#fragment', '200'],
    ['/notifications//', '404 route-not-found'],
    ['//notifications', '404 route-not-found'],
    ['/notifications;a=b', '404 route-not-found'],
    ['/%70%65%6f%70%6c%65', '404 route-not-found'],
    ['/notifications%2F', '404 route-not-found'],
    ['/notifications%', '400 invalid-input'],
    ['/notifications/%zz', '400 invalid-input'],
    ['/%zz', '400 invalid-input'],
    ['/unknown', '404 route-not-found'],
    ['/', '404 route-not-found'],
    ['', '404 route-not-found'],
    ['/chat/sessions/active', '200'],
    ['/chat/sessions/ACTIVE/', '200'],
    ['/chat/sessions/%61%63%74%69%76%65', '404 session-not-found'],
    ['/chat/sessions/x/unread-count/', '404 session-not-found'],
    ['/chat/unread-count', '404 route-not-found'],
    ['/counselings/', '404 route-not-found'],
    ['/counselings//calendar.ics', '404 route-not-found'],
    ['/counselings/abc/CALENDAR.ICS', '404 counseling-not-found'],
    ['/counselings/abc/calendar.ics.txt', '404 route-not-found'],
    ['/counselings/book', '404 counseling-not-found'],
    ['/counselings/%zz', '400 invalid-input'],
    ['/counselings/%E0%A4%A', '400 invalid-input'],
    ['/counselings/%C4%B0', '404 counseling-not-found'],
    ['/counselings/a%2Fb', '404 counseling-not-found'],
    ['/counselings/%2e%2e', '404 counseling-not-found'],
    ['/counselings/..', '404 counseling-not-found'],
    ['/counselings/:id', '404 counseling-not-found'],
    ['/counselings/*', '404 counseling-not-found'],
    ['/counselings/__proto__', '404 counseling-not-found'],
    [`/counselings/${'a'.repeat(3_000)}`, '404 counseling-not-found'],
  ])('finds the route of GET %s as Express does: %s', async (path, expected) => {
    expect(await outcome({ path: V1 + path })).toBe(expected);
  });

  it('decodes path parameters, with their case', async () => {
    const { id } = await system.addUser('client');
    const escaped = [...id].map((digit) => `%3${digit}`).join('');
    expect(await outcome({ path: `/api/chats/history/${id}` })).toBe('200');
    expect(await outcome({ path: `/api/chats/history/${escaped}` })).toBe('200');
    expect(await outcome({ path: `/api/chats/history/%25${id}` })).toBe('404 person-not-found');
  });

  it('accepts the absolute form of an address', async () => {
    const path = `http://example.test${V1}/notifications`;
    expect(await outcome({ path })).toBe('200');
    expect(await outcome({ path: `${path}/%zz` })).toBe('400 invalid-input');
    expect(await outcome({ method: 'OPTIONS', path: '*' })).toBe('404 route-not-found');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'M-SEARCH'])(
    'answers 405 with Allow to %s on a path of GET',
    async (method) => {
      const response = await send({ method, path: `${V1}/notifications/` });
      expect(response.status).toBe(405);
      expect(response.headers.allow).toBe('GET');
      expect(JSON.parse(response.text)).toMatchObject({
        code: 'method-not-allowed',
        message: 'This path accepts GET only',
      });
    },
  );

  it.each([
    ['PATCH', `${V1}/auth/session`, 'POST, GET, PUT, DELETE'],
    ['OPTIONS', `${V1}/conversations`, 'GET, POST'],
    ['HEAD', `${V1}/chat/messages/upload`, 'POST'],
    ['PUT', `${V1}/counselings/book`, 'POST'],
    ['PUT', `${V1}/counselings/12`, 'GET'],
    ['DELETE', '/api/conversations/5/SUMMARY', 'GET, PUT'],
    ['PUT', '/api/chat/rooms/x', 'POST, GET'],
    ['DELETE', '/api/chats/history/read', 'GET'],
  ])('names the methods of a path: %s %s accepts %s', async (method, path, allowed) => {
    const response = await send({ method, path });
    expect([response.status, response.headers.allow]).toEqual([405, allowed]);
  });

  it.each([
    ['PUT', `${V1}/counselings/%zz`, '400 invalid-input'],
    ['OPTIONS', `${V1}/counselings/%zz`, '400 invalid-input'],
    ['POST', '/%zz', '400 invalid-input'],
    ['PATCH', '/api/chats/history/read', '404 message-not-found'],
    ['GET', '/api/chats/history/read', '404 person-not-found'],
    ['OPTIONS', `${V1}/unknown/path`, '200'],
    ['POST', `${V1}/unknown`, '404 route-not-found'],
    ['POST', '/healthz', '404 route-not-found'],
  ])('%s %s is answered with %s', async (method, path, expected) => {
    if (expected === '200') expect((await send({ method, path })).status).toBe(200);
    else expect(await outcome({ method, path })).toBe(expected);
  });

  it('serves HEAD as GET without a body', async () => {
    for (const path of [`${V1}/notifications`, `${V1}/counselings/12`, '/healthz', '/nothing']) {
      const [get, head] = [await send({ path }), await send({ method: 'HEAD', path })];
      expect(head.status).toBe(get.status);
      expect(head.text).toBe('');
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
    }
  });

  it('reads repeated query parameters as a list, and path parameters before the query', async () => {
    const { id } = await system.addUser('psychologist');
    const query = `timezone=Asia/Jakarta&duration=60&psychologistId=${id}`;
    const path = `${V1}/counselings/slots`;
    expect(await outcome({ path: `${path}?date=2030-01-01&${query}` })).toBe('200');
    expect(await outcome({ path: `${path}?date=2030-01-01&date=2030-01-01&${query}` })).toBe(
      '400 invalid-input',
    );
    expect(await outcome({ path: `${V1}/notifications?limit=%zz` })).toBe('200');
    expect(await outcome({ path: `${V1}/notifications?__proto__=1` })).toBe('200');
    expect(await outcome({ path: `/api/chats/history/x?user_id=${user.id}` })).toBe(
      await outcome({ path: '/api/chats/history/x' }),
    );
  });

  it('sends API responses without page headers', async () => {
    const { headers } = await send({ path: `${V1}/notifications` });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['content-security-policy', 'set-cookie', 'etag', 'x-powered-by']) {
      expect(headers).not.toHaveProperty(name);
    }
    expect((await send({ path: '/docs' })).headers).toHaveProperty('content-security-policy');
  });

  const ACCEPTED = '400 invalid-input';
  const utf16 = Buffer.from('{}', 'utf16le');
  const large = gzipSync(bodyOf(200_000));
  const BODIES: [string, string | Buffer, string, Record<string, string>?][] = [
    ['an empty body', '', ACCEPTED],
    ['a list', '[]', ACCEPTED],
    ['leading whitespace', ' \r\n\t{}', ACCEPTED],
    ['a byte order mark', '\ufeff{}', ACCEPTED],
    ['invalid UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), ACCEPTED],
    ['whitespace alone', ' ', '400 invalid-json'],
    ['broken JSON', '{', '400 invalid-json'],
    ['two values', '{"a":1}{}', '400 invalid-json'],
    ['null', 'null', '400 invalid-json'],
    ['a text', '"x"', '400 invalid-json'],
    ['the largest body', bodyOf(BODY_LIMIT), ACCEPTED],
    ['a body that is one byte too large', bodyOf(BODY_LIMIT + 1), '413 body-too-large'],
    ['a far too large body', bodyOf(500_000), '413 body-too-large'],
    ['chunks', '{}', ACCEPTED, { 'transfer-encoding': 'chunked' }],
    ['broken chunks', '{', '400 invalid-json', { 'transfer-encoding': 'chunked' }],
    [
      'too large chunks',
      bodyOf(BODY_LIMIT + 1),
      '413 body-too-large',
      { 'transfer-encoding': 'chunked' },
    ],
    ['gzip', gzipSync('{}'), ACCEPTED, { 'content-encoding': 'GZIP' }],
    ['gzip of broken JSON', gzipSync('{'), '400 invalid-json', { 'content-encoding': 'gzip' }],
    ['gzip of a too large body', large, '413 body-too-large', { 'content-encoding': 'gzip' }],
    ['broken gzip', 'nonsense', ACCEPTED, { 'content-encoding': 'gzip' }],
    ['deflate', deflateSync('{'), '400 invalid-json', { 'content-encoding': 'deflate' }],
    ['brotli', brotliCompressSync('{'), '400 invalid-json', { 'content-encoding': 'br' }],
    ['an unknown encoding', '{}', '415 unsupported-media', { 'content-encoding': 'nonsense' }],
    ['no encoding', '{', '400 invalid-json', { 'content-encoding': 'identity' }],
    ['UTF-8', '{', '400 invalid-json', { 'content-type': `${JSON_TYPE};charset="UTF-8"` }],
    ['UTF-16', utf16, ACCEPTED, { 'content-type': `${JSON_TYPE}; charset=utf-16le` }],
    ['latin1', '{}', '415 unsupported-media', { 'content-type': `${JSON_TYPE}; charset=latin1` }],
    ['utf-99', '{}', '415 unsupported-media', { 'content-type': `${JSON_TYPE}; charset=utf-99` }],
    ['a JSON subtype', '{', '400 invalid-json', { 'content-type': `${JSON_TYPE}-patch+json` }],
    ['an upper-case type', '{', '400 invalid-json', { 'content-type': 'Application/JSON' }],
    ['plain text with a token', '{', '400 invalid-json', { 'content-type': 'text/plain' }],
    ['no type, with a token', '{', '400 invalid-json', { 'content-type': '' }],
    ['another type', '{', ACCEPTED, { 'content-type': 'application/xml' }],
    ['a broken type', '{', ACCEPTED, { 'content-type': ';;;' }],
  ];
  it.each(BODIES)('reads a body of %s (%#)', async (...[, body, expected, headers]) => {
    const sent = { 'content-type': JSON_TYPE, ...headers };
    expect(await outcome({ method: 'POST', path: TYPING, body, headers: sent })).toBe(expected);
  });

  it('refuses broken JSON before it looks at the route, the method and the sign-in', async () => {
    const broken = { headers: { 'content-type': JSON_TYPE }, body: '{' };
    for (const path of [TYPING, `${V1}/unknown`, `${V1}/notifications`]) {
      for (const method of ['POST', 'DELETE', 'GET']) {
        expect(await outcome({ method, path, ...broken })).toBe('400 invalid-json');
      }
    }
    const anonymous = (type: string): Promise<RawResponse> =>
      sendRawRequest(system.url, {
        method: 'POST',
        path: TYPING,
        headers: { 'content-type': type },
        body: '{',
      });
    expect((await anonymous(JSON_TYPE)).status).toBe(400);
    expect((await anonymous('text/plain')).status).toBe(401);
  });

  it('serves the next request of a connection whose body was refused', async () => {
    const headers = { 'content-type': JSON_TYPE, connection: 'keep-alive' };
    for (const body of [bodyOf(500_000), '{', '{}']) {
      const request = { method: 'POST', path: TYPING, headers, body };
      const { status, headers: received } = await send(request);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(received.connection).not.toBe('close');
      expect(await outcome({ path: `${V1}/notifications` })).toBe('200');
    }
  });
});
