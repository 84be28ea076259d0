import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { fc, runs } from '../../support/harness/property-testing';
import {
  hostileBody,
  hostileBodyHeaders,
  hostileHeader,
  hostileSegment,
} from '../../support/checks/hostile-input';
import { RouteFuzzer } from '../../support/checks/route-fuzzer';
import { signInOnWeb } from '../../support/clients/web-session';

const RUNS = 25;

// Calls every route many times.
jest.setTimeout(120_000);

describe('invalid input', () => {
  let fuzzer: RouteFuzzer;
  beforeAll(async () => {
    fuzzer = await RouteFuzzer.start();
  });
  afterAll(() => fuzzer.system.stop());

  it('as a body or with a wrong content type never causes a 500', () =>
    fuzzer.checkEveryRoute((route) =>
      fc
        .tuple(hostileBody, hostileBodyHeaders, fc.boolean())
        .map(([body, contentHeaders, json]) => ({
          method: route.method,
          path: fuzzer.validPath(route),
          headers: {
            ...fuzzer.authHeaders(route),
            ...(json ? { 'content-type': 'application/json' } : contentHeaders),
          },
          body,
        })),
    ));

  it('in ids and paths never causes a 500', () =>
    fuzzer.checkEveryRoute((route) => {
      const valid =
        route.method === 'GET' ? fuzzer.requestWithQuery(route, []) : fuzzer.requestWithBody(route);
      const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      const ids = fc.array(hostileSegment, { minLength: names.length, maxLength: names.length });
      const tail = fc.oneof(
        fc.constant(''),
        hostileSegment.map((text) => `/${text}`),
      );
      return fc.tuple(ids, tail).map(([values, more]) => ({
        ...valid,
        path: route.path.replace(/\{\w+\}/g, () => values.pop() ?? '') + more,
      }));
    }));

  it('after a valid request on the connection does not affect its response', async () => {
    const { system, session } = fuzzer;
    const validRequest = `GET /api/v1/notifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${session.client.token}\r\n\r\n`;
    const [first = '', second = ''] = (await sendBytes(`${validRequest}GARBAGE\r\n\r\n`)).split(
      /(?<=})(?=HTTP)/,
    );
    expect(first).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(second).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect((await system.call('GET', '/healthz')).status).toBe(200);
  });

  it('in headers never causes a 500, and an invalid token is always a 401', async () => {
    const secured = fuzzer.routes.filter((route) => route.secured);
    await fuzzer.checkRoutes(secured, (route) => {
      const sent = fc.tuple(falseAuthorization(), hostileHeader).map(([authorization, key]) => ({
        method: route.method,
        path: fuzzer.validPath(route),
        headers: {
          'idempotency-key': key,
          ...(authorization === undefined ? {} : { authorization }),
        },
      }));
      return fc.asyncProperty(sent, async (call) => {
        expect((await fuzzer.send(call)).status).toBe(401);
      });
    });
  });

  it('in the Idempotency-Key of a send never causes a 500', async () => {
    const route = fuzzer.routes.find((one) => one.path.endsWith('/chat/messages'));
    if (!route) throw new Error('There is no route for sending');
    const valid = fuzzer.requestWithBody(route);
    const property = fc.asyncProperty(hostileHeader, async (key) => {
      await fuzzer.send({ ...valid, headers: { ...valid.headers, 'idempotency-key': key } });
    });
    await fc.assert(property, { numRuns: runs(4 * RUNS) });
  });

  it('in cookies and CSRF tokens never causes a 500 and never authenticates', async () => {
    const { cookie, csrfToken } = await signInOnWeb(fuzzer.system, fuzzer.session.client);
    const secured = fuzzer.routes.filter((route) => route.secured);
    await fuzzer.checkRoutes(secured, (route) => {
      const call = fuzzer.requestWithQuery(route, []);
      const sent = falseCookies(cookie.value ?? '', csrfToken).map((headers) => ({
        ...call,
        headers,
      }));
      return fc.asyncProperty(sent, async (invalidCall) => {
        expect([401, 403]).toContain((await fuzzer.send(invalidCall)).status);
      });
    });
  });

  it('in the method is answered with 405', async () => {
    const routes = new Map(fuzzer.routes.map((route) => [route.path, route]));
    const calls = [...routes.values()].flatMap((route) => {
      const known = fuzzer.routes.filter(({ path }) => path === route.path);
      const methods = new Set(known.map(({ method }) => method));
      const { path, headers } = fuzzer.requestWithQuery(route, []);
      return ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']
        .filter((method) => !methods.has(method))
        .map((method) => ({ method, path, headers }));
    });
    const responses = await fuzzer.sendAll(calls);
    const others = calls.filter((_, index) => responses[index]?.status !== 405);
    expect(others).toEqual([]);
    expect(calls.length).toBeGreaterThan(300);
  });

  const LOGIN = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n';
  it.each([
    ['GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u0000\r\n\r\n', 'malformed-request'],
    ['GET /api/v1/notifications HTTP/1.1\r\n\r\n', 'malformed-request'],
    [`${LOGIN}Content-Length: -5\r\n\r\n{}`, 'malformed-request'],
    [`${LOGIN}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 'malformed-request'],
    [`${LOGIN}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`, 'malformed-request'],
    [`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 'headers-too-large'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, 'headers-too-large'],
    ['GET /api/v1/\u0001 HTTP/1.1\r\nHost: x\r\n\r\n', 'malformed-request'],
    ['GARBAGE\r\n\r\n', 'malformed-request'],
    [`${LOGIN}Expect: miracles\r\n\r\n`, 'expectation-failed'],
    ['CONNECT example.test:443 HTTP/1.1\r\nHost: example.test\r\n\r\n', 'method-not-allowed'],
  ])(
    'that is malformed HTTP is rejected, and the next request is served (%#)',
    async (bytes, code) => {
      const reply = await sendBytes(bytes);
      const [head = '', body = ''] = reply.split('\r\n\r\n');
      const [, status] = /^HTTP\/1\.1 (4\d\d) \S/.exec(head) ?? [];
      expect(head).toMatch(/Content-Type: application\/json/);
      expect(JSON.parse(body)).toEqual({
        success: false,
        statusCode: Number(status),
        code,
        message: expect.stringMatching(/^.{20,}$/),
      });
      const { system, session } = fuzzer;
      const next = await system.call('GET', '/api/v1/notifications', { as: session.client });
      expect(next.status).toBe(200);
    },
  );

  /** Authorization headers that must not authenticate; undefined: absent. */
  function falseAuthorization(): fc.Arbitrary<string | undefined> {
    const { system, session } = fuzzer;
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

  /** Headers with an invalid cookie, an invalid CSRF token, or both. */
  function falseCookies(token: string, csrf: string): fc.Arbitrary<Record<string, string>> {
    const [head = '', claims = '', signature = ''] = token.split('.');
    const invalidCookie = fc.oneof(
      fc.constantFrom(
        '',
        '=',
        ';;;',
        'rd_session',
        'rd_session=',
        `RD_SESSION=${token}`,
        `rd_session="${token}x"`,
        `rd_session=${head}.${claims}.`,
        `rd_session=${head}.${claims}.${signature.slice(1)}`,
        `rd_session=%E0%A4%A`,
        `rd_session=${fuzzer.session.client.token}`,
        '__proto__=1; constructor=2',
        `a=${'b'.repeat(5_000)}`,
      ),
      hostileHeader,
      hostileHeader.map((text) => `rd_session=${text}`),
    );
    return invalidCookie.map((cookie) => ({ cookie, 'x-csrf-token': csrf }));
  }

  function sendBytes(bytes: string): Promise<string> {
    const { hostname, port } = new URL(fuzzer.system.url);
    return new Promise((resolve, reject) => {
      const chunks: string[] = [];
      const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
      socket.on('data', (data) => chunks.push(data.toString('latin1')));
      socket.once('end', () => {
        resolve(chunks.join(''));
        socket.destroy();
      });
      // The server may close the connection while a long line is still being written.
      socket.once('error', reject);
    });
  }
});
