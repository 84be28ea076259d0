import { Writable } from 'node:stream';
import pino from 'pino';
import WebSocket from 'ws';
import { notificationResponse } from '../../../src/api/counseling/counseling-schemas';
import { signInOnWeb } from '../../support/clients/web-session';
import { SocketClient } from '../../support/clients/socket-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const TYPING = '/api/v1/chat/typing';

interface Line {
  security?: string;
  code?: string;
  network?: string;
  route?: string;
  method?: string;
  userId?: string;
  event?: string;
}

let lines: Line[];
let system: TestSystem;
let client: TestUser;
beforeAll(async () => {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  lines = [];
  const env = { SECURITY_ALARM: '30', RATE_LIMIT_PERSON: '100' };
  system = await startSystem({ worker: false, env, logger: pino({ level: 'info' }, stream) });
  client = await system.addUser('client');
});
beforeEach(() => {
  lines.length = 0;
});
afterAll(() => system.stop());

const securityLines = (event: string): Line[] => lines.filter(({ security }) => security === event);

async function total(event: string): Promise<number> {
  const found = new RegExp(`ruang_diri_security_events_total{event="${event}"} (\\d+)`).exec(
    await system.metrics(),
  );
  return Number(found?.[1]);
}

describe('security events', () => {
  it('are logged and counted for failed sign-ins, without email or password', async () => {
    const before = await total('sign-in-failed');
    const body = { email: client.email, password: 'a wrong password' };
    for (let n = 0; n < 5; n += 1) await system.call('POST', '/api/v1/auth/login', { body });
    expect(securityLines('sign-in-failed')).toHaveLength(5);
    expect(securityLines('sign-in-failed')[0]).toMatchObject({
      code: 'invalid-credentials',
      network: '127.0.0.0/24',
      method: 'POST',
      route: '/api/v1/auth/login',
    });
    expect(JSON.stringify(lines)).not.toMatch(/a wrong password|example\.test/);
    expect((await total('sign-in-failed')) - before).toBe(5);
  });

  it('are logged for requests without a valid token, without the token', async () => {
    const as = { ...client, token: 'not.a.token' };
    await system.call('GET', '/api/v1/notifications', { as });
    const [line] = securityLines('unauthenticated');
    expect(line).toMatchObject({ code: 'unauthenticated', route: '/api/v1/notifications' });
    expect(JSON.stringify(lines)).not.toContain('not.a.token');
    expect(await total('unauthenticated')).toBe(1);
  });

  it('are logged for forbidden routes with the user', async () => {
    await system.call('GET', '/api/v1/team/sessions', { as: client });
    expect(securityLines('forbidden')).toEqual([
      expect.objectContaining({ route: '/api/v1/team/sessions', userId: client.id }),
    ]);
    expect(await total('forbidden')).toBe(1);
  });

  it('are logged for a wrong CSRF token', async () => {
    const { readHeaders } = await signInOnWeb(system, client);
    await system.call('POST', TYPING, { body: {}, headers: readHeaders });
    expect(securityLines('csrf-refused')).toHaveLength(1);
    expect(await total('csrf-refused')).toBe(1);
  });

  it('are logged for requests above a limit', async () => {
    const busy = await system.addUser('client');
    for (let n = 0; n < 102; n += 1) {
      await system.call('GET', '/api/v1/notifications', { as: busy });
    }
    expect(securityLines('rate-limited').length).toBeGreaterThan(0);
    expect(securityLines('rate-limited')[0]).toMatchObject({ userId: busy.id });
    expect(await total('rate-limited')).toBe(securityLines('rate-limited').length);
  });

  it('are logged for refused sockets', async () => {
    const url = `${system.url.replace('http', 'ws')}/ws?token=nonsense`;
    const socket = new SocketClient(new WebSocket(url));
    await waitFor('the refusal', () => securityLines('unauthenticated').length === 1);
    expect(securityLines('unauthenticated')[0]).toMatchObject({ route: 'WebSocket' });
    await socket.waitForClose();
  });

  it('alarm the team once for a wave', async () => {
    const team = await system.addUser('team');
    const body = { email: 'invented@example.test', password: 'wrong' };
    for (let n = 0; n < 80; n += 1) await system.call('POST', '/api/v1/auth/login', { body });
    const reply = notificationResponse.array();
    const list = () => system.call('GET', '/api/v1/notifications', { as: team, reply });
    await waitFor('the alarm', async () => (await list()).body.data.length > 0);
    expect((await list()).body.data).toEqual([
      expect.objectContaining({ kind: 'security_alarm', counselingId: null, sessionId: null }),
    ]);
    expect(securityLines('alarm')).toEqual([expect.objectContaining({ event: 'sign-in-failed' })]);
  });
});
