import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import fc from 'fast-check';
import { apiRoutes } from '../../support/api-routes';
import type { ApiRoute } from '../../support/api-routes';
import { bookingBody } from '../../support/book';
import {
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
  hostileBody,
  hostileBodyHeaders,
  hostileHeader,
  hostileSegment,
  hostileText,
  hostileValue,
} from '../../support/hostile-input';
import { openedSession } from '../../support/opened-session';
import type { OpenedSession } from '../../support/opened-session';
import { rawCall } from '../../support/raw-call';
import type { RawAnswer, RawCall } from '../../support/raw-call';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';

const RUNS = 25;
const AT_ONCE = 8;

/** Any answer but a fault of ours; a refusal always in the one shape. */
function expectDecent(call: RawCall, { status, text }: RawAnswer): void {
  const told = `${call.method} ${call.path.slice(0, 200)} answered ${status} ${text.slice(0, 300)}`;
  if (status >= 500) throw new Error(told);
  if (status < 400) return;
  const body = JSON.parse(text) as Record<string, unknown>;
  const decent =
    body['success'] === false &&
    body['statusCode'] === status &&
    typeof body['code'] === 'string' &&
    typeof body['message'] === 'string' &&
    body['message'].length > 0;
  if (!decent) throw new Error(told);
}

describe('bad input', () => {
  let system: TestSystem;
  let session: OpenedSession;
  /** For the calls that would end it. */
  let doomed: OpenedSession;
  let team: TestPerson;
  let routes: ApiRoute[];
  let good: Record<string, unknown>;

  beforeAll(async () => {
    system = await startSystem();
    session = await openedSession(system);
    doomed = await openedSession(system);
    team = await system.addPerson('team');
    routes = await apiRoutes(system);
    good = {
      ...bookingBody({ startsIn: 72 * 3_600_000, psychologist: session.psychologist }),
      sessionId: session.sessionId,
      email: session.client.email,
      password: 'ruang-diri',
      message: 'Halo',
      messageType: 'text',
      isTyping: true,
      duration: '30',
      reason: 'ill',
    };
  });
  afterAll(() => system.stop());

  /** Checks a property over every route there is. */
  async function everyRoute(
    calls: (route: ApiRoute) => fc.Arbitrary<RawCall>,
    runs = RUNS,
  ): Promise<void> {
    for (const route of routes) {
      const property = fc.asyncProperty(calls(route), async (call) => {
        expectDecent(call, await rawCall(system.url, call));
      });
      await fc.assert(property, { numRuns: runs });
    }
  }

  /** Whoever gets furthest in a route. */
  function signedIn({ path }: ApiRoute): Record<string, string> {
    const person = path.includes('/team/') ? team : sessionOf(path).client;
    return { authorization: `Bearer ${person.token}` };
  }

  const sessionOf = (path: string): OpenedSession =>
    /\/(end|cancel|start|reschedule)$/.test(path) ? doomed : session;

  const goodPath = ({ path }: ApiRoute): string =>
    path
      .replace('{sessionId}', sessionOf(path).sessionId)
      .replace('{id}', sessionOf(path).counselingId);

  /** What a route wants, by the names of its fields. */
  const goodFields = (names: string[]): Record<string, unknown> =>
    Object.fromEntries(
      names.filter((name) => name in good).map((name) => [name, good[name]] as const),
    );

  const queryNames = (route: ApiRoute): string[] =>
    route.parameters.filter((one) => one.in === 'query').map((one) => one.name);

  const queryOf = (pairs: [string, unknown][]): string => {
    const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return pairs.length > 0 ? `?${text.join('&')}` : '';
  };

  /** A good call with some fields of its body replaced, or left out where they are undefined. */
  function withBody(route: ApiRoute, fields: Map<string, unknown>): RawCall {
    const given = [...Object.entries(goodFields(route.bodyFields)), ...fields];
    // Not an object: a field may be called __proto__.
    const text = [...new Map(given)]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return {
      method: route.method,
      path: goodPath(route) + queryOf(Object.entries(goodFields(queryNames(route)))),
      headers: { ...signedIn(route), 'content-type': 'application/json' },
      body: `{${text.join()}}`,
    };
  }

  /** A good call with some of its query replaced; a name may occur more than once. */
  function withQuery(route: ApiRoute, pairs: [string, unknown][]): RawCall {
    const spoiled = new Set(pairs.map(([name]) => name));
    const rest = Object.entries(goodFields(queryNames(route)));
    const kept = rest.filter(([name]) => !spoiled.has(name));
    const path = goodPath(route) + queryOf([...kept, ...pairs]);
    return { method: route.method, path, headers: signedIn(route) };
  }

  async function sendAll(calls: RawCall[]): Promise<void> {
    expect(calls.length).toBeGreaterThan(100);
    const left = [...calls];
    const sender = async (): Promise<void> => {
      for (let call = left.pop(); call; call = left.pop()) {
        expectDecent(call, await rawCall(system.url, call));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
  }

  const asJson = (body: object): Pick<RawCall, 'body'> & { type: Record<string, string> } => ({
    body: JSON.stringify(body),
    type: { 'content-type': 'application/json' },
  });

  it('in any one field of a good body is never a 500', async () => {
    const calls = routes.flatMap((route) =>
      route.bodyFields.flatMap((name) =>
        [undefined, ...HOSTILE_VALUES].map((value) => withBody(route, new Map([[name, value]]))),
      ),
    );
    await sendAll(calls);
  });

  it('in any one field of a good query is never a 500', async () => {
    const calls = routes.flatMap((route) =>
      queryNames(route).flatMap((name) =>
        HOSTILE_TEXTS.map((text) => withQuery(route, [[name, text]])),
      ),
    );
    await sendAll(calls);
  });

  it('in several fields at once is never a 500', () =>
    everyRoute((route) => {
      const names = [...route.bodyFields, 'unknownField', '__proto__'];
      const spoiled = fc.dictionary(fc.constantFrom(...names), hostileValue, { minKeys: 1 });
      return spoiled.map((values) => withBody(route, new Map(Object.entries(values))));
    }));

  it('as a whole body, or under a wrong content type, is never a 500', () =>
    everyRoute((route) =>
      fc.tuple(hostileBody, hostileBodyHeaders, fc.boolean()).map(([body, odd, json]) => ({
        method: route.method,
        path: goodPath(route),
        headers: {
          ...signedIn(route),
          'content-length': String(Buffer.byteLength(body)),
          ...(json ? { 'content-type': 'application/json' } : odd),
        },
        body,
      })),
    ));

  it('in ids and paths is never a 500', () =>
    everyRoute((route) => {
      const { path, method } = route;
      const { body, type } = asJson(goodFields(route.bodyFields));
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      const ids = fc.array(hostileSegment, { minLength: names.length, maxLength: names.length });
      const tail = fc.oneof(
        fc.constant(''),
        hostileSegment.map((text) => `/${text}`),
      );
      return fc.tuple(ids, tail).map(([values, more]) => ({
        method,
        path: path.replace(/\{\w+\}/g, () => values.pop() ?? '') + more,
        headers: { ...signedIn(route), ...(method === 'GET' ? {} : type) },
        ...(method === 'GET' ? {} : { body }),
      }));
    }));

  it('in queries, once or repeated, is never a 500', () =>
    everyRoute((route) => {
      const names = [...queryNames(route), ...route.bodyFields, '__proto__', 'page[]', 'a[b]'];
      const pair = fc.tuple(fc.constantFrom(...names), hostileText);
      return fc.array(pair, { minLength: 1, maxLength: 4 }).map((pairs) => withQuery(route, pairs));
    }));

  it('in headers is never a 500, and a false token is always a 401', async () => {
    const secured = routes.filter((route) => !route.path.endsWith('/auth/login'));
    for (const route of secured) {
      const calls = fc.tuple(falseAuthorization(), hostileHeader).map(([authorization, key]) => ({
        method: route.method,
        path: goodPath(route),
        headers: {
          'idempotency-key': key,
          ...(authorization === undefined ? {} : { authorization }),
        },
      }));
      const property = fc.asyncProperty(calls, async (call) => {
        const answer = await rawCall(system.url, call);
        expectDecent(call, answer);
        expect(answer.status).toBe(401);
      });
      await fc.assert(property, { numRuns: 25 });
    }
  });

  it('in the Idempotency-Key of a send is never a 500', async () => {
    const { body, type } = asJson(goodFields(['sessionId', 'message', 'messageType']));
    const property = fc.asyncProperty(hostileHeader, async (key) => {
      const call = {
        method: 'POST',
        path: '/api/v1/chat/messages',
        headers: {
          authorization: `Bearer ${session.psychologist.token}`,
          'idempotency-key': key,
          ...type,
        },
        body,
      };
      expectDecent(call, await rawCall(system.url, call));
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('in the method is answered 405 with the methods there are', async () => {
    for (const route of routes) {
      for (const method of ['DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
        const call = { method, path: goodPath(route), headers: signedIn(route) };
        const answer = await rawCall(system.url, call);
        expectDecent(call, answer);
        expect(answer.status).toBe(405);
      }
    }
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u0000\r\n\r\n',
    'GET /api/v1/notifications HTTP/1.1\r\n\r\n',
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{}',
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'GET /api/v1/\u0001 HTTP/1.1\r\nHost: x\r\n\r\n',
    'GARBAGE\r\n\r\n',
  ])('that is not even HTTP is turned away, and the next caller is served (%#)', async (bytes) => {
    const reply = await sendBytes(bytes);
    expect(reply).toMatch(/^HTTP\/1\.1 4\d\d /);
    const next = await system.call('GET', '/api/v1/notifications', { as: session.client });
    expect(next.status).toBe(200);
  });

  /** Forms of Authorization that must not let anybody in; absent is one of them. */
  function falseAuthorization(): fc.Arbitrary<string | undefined> {
    const { token } = session.client;
    const [head = '', claims = '', signature = ''] = token.split('.');
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = (algorithm: string, header: object, payload: object): string => {
      const text = `${part(header)}.${part(payload)}`;
      const mac = createHmac(algorithm, system.context.jwtSecret).update(text);
      return `${text}.${mac.digest('base64url')}`;
    };
    const sub = session.client.id;
    return fc.oneof(
      fc.constantFrom(
        undefined,
        '',
        'Bearer',
        'Bearer ',
        `Basic ${token}`,
        token,
        `Bearer  ${token}`,
        `Bearer ${token} x`,
        `Bearer ${head}.${claims}.`,
        `Bearer ${head}.${claims}`,
        `Bearer ${head}.${claims}.${signature.slice(1)}`,
        `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${claims}.`,
        `Bearer ${part({ alg: 'none' })}.${claims}.${signature}`,
        `Bearer ${signed('sha512', { alg: 'HS512' }, { sub, role: 'client' })}`,
        `Bearer ${signed('sha384', { alg: 'HS384' }, { sub, role: 'client' })}`,
        `Bearer ${signed('sha256', { alg: 'RS256' }, { sub, role: 'client' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub, role: 'team' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub: '999999', role: 'client' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub: 'x\u0000', role: 'client' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub: { a: 1 }, role: ['client'] })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { role: 'client' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub, role: 'client', exp: 1 })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub, role: 'client', exp: 'never' })}`,
        `Bearer ${signed('sha256', { alg: 'HS256' }, { sub, role: 'client', nbf: 9e12 })}`,
      ),
      hostileHeader.map((text) => `Bearer ${text}`),
      hostileHeader,
    );
  }

  function sendBytes(bytes: string): Promise<string> {
    const { hostname, port } = new URL(system.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
      socket.once('data', (data) => {
        resolve(data.toString('latin1'));
        socket.destroy();
      });
      // The server may hang up while the rest of a long line is still being written.
      socket.once('error', reject);
    });
  }
});
