import WebSocketClient from 'ws';
import { CareClient, careSocketUrl } from '../../support/clients/care-client';
import { signInOnWeb } from '../../support/clients/web-session';
import { createCareMessage, createCarePair } from '../../support/fixtures/care-pair';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const REFUSED = 4403;

/** Connects as pages of different origins do, each with the cookie of a signed-in client. */
async function connector(env: Record<string, string> = {}) {
  const system = await startSystem({ worker: false, env });
  afterTest(() => system.stop());
  const { client } = await createCarePair(system);
  const { conversationId } = await createCareMessage(system, {
    client,
    from: client,
    text: 'Halo',
  });
  const { readHeaders } = await signInOnWeb(system, client);
  const outcome = async (origin: string, headers: Record<string, string> = {}) => {
    const address = careSocketUrl(system.url, conversationId);
    const options = { headers: { ...readHeaders, ...headers, origin } };
    const socket = new CareClient(new WebSocketClient(address, [], options));
    const closed = socket.waitForClose().then(({ code }) => code);
    const accepted = socket.waitForFrame('connection').then(() => 'accepted' as const);
    const first = await Promise.race([closed, accepted]);
    accepted.catch(() => undefined);
    if (first === 'accepted') await socket.close();
    return first;
  };
  return { system, outcome };
}

const hostOf = (system: TestSystem): string => new URL(system.url).host;

describe('a WebSocket with a cookie', () => {
  it('is accepted from the same scheme, host and port only', async () => {
    const { system, outcome } = await connector();
    const { hostname, port } = new URL(system.url);
    expect(await outcome(system.url)).toBe('accepted');
    expect(await outcome(`https://${hostOf(system)}`)).toBe(REFUSED);
    expect(await outcome(`http://${hostname}:${Number(port) + 1}`)).toBe(REFUSED);
    expect(await outcome(`http://${hostname}`)).toBe(REFUSED);
    expect(await outcome('null')).toBe(REFUSED);
  });

  it('is accepted by HTTPS from behind a proxy that says so', async () => {
    const { system, outcome } = await connector();
    const forwarded = { 'x-forwarded-proto': 'https' };
    expect(await outcome(`https://${hostOf(system)}`, forwarded)).toBe('accepted');
    expect(await outcome(system.url, forwarded)).toBe(REFUSED);
  });

  it('is accepted from PUBLIC_URL only, whatever host the request names', async () => {
    const { system, outcome } = await connector({ PUBLIC_URL: 'https://chat.example.org:8443/' });
    expect(await outcome('https://chat.example.org:8443')).toBe('accepted');
    expect(await outcome('https://chat.example.org')).toBe(REFUSED);
    expect(await outcome('http://chat.example.org:8443')).toBe(REFUSED);
    expect(await outcome('https://evil.example', { host: 'evil.example' })).toBe(REFUSED);
    expect(await outcome(system.url)).toBe(REFUSED);
  });
});
