import { z } from 'zod';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { decryptText } from '../../../src/content-cipher';
import { dumpDatabase } from '../../support/checks/stored-data';
import { createActiveSession } from '../../support/fixtures/active-session';
import { PushService } from '../../support/servers/push-service';
import type { PushBrowser } from '../../support/servers/push-service';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const PATH = '/api/v1/push';

let service: PushService;
let system: TestSystem;
let one: TestUser;
let other: TestUser;
beforeAll(async () => {
  service = await PushService.start();
  system = await startSystem({ env: { PUSH_SERVICES: service.origin } });
});
beforeEach(async () => {
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
});
afterAll(async () => {
  await system.stop();
  await service.stop();
});

const call = (method: string, path: string, as: TestUser, body?: unknown): Promise<ApiResponse> =>
  system.call(method, path, { as, ...(body === undefined ? {} : { body }) });

async function publicKeyFor(as: TestUser): Promise<string> {
  const call = { as, reply: z.object({ publicKey: z.string() }) };
  return (await system.call('GET', `${PATH}/key`, call)).body.data.publicKey;
}

async function subscribed(as: TestUser): Promise<PushBrowser> {
  const browser = service.createBrowser();
  const response = await call('POST', `${PATH}/subscriptions`, as, browser.subscription);
  expect(response.status).toBe(201);
  return browser;
}

async function write(from: TestUser, to: TestUser, message: string): Promise<string> {
  const call = { as: from, body: { toId: to.id, message }, reply: messageResponse };
  const sent = await system.call('POST', '/api/v1/conversations', call);
  expect(sent.status).toBe(201);
  return sent.body.data.conversationId;
}

const subscriptionsOf = (as: TestUser): Promise<unknown[]> =>
  system.query('SELECT 1 FROM push_subscriptions WHERE user_id = $1', [as.id]);

/** Resolves when every queued push is sent or given up. */
async function allSettled(): Promise<void> {
  await system.drain();
  await waitFor('all pushes to be settled', async () => {
    const unsettled = await system.query('SELECT 1 FROM push_deliveries WHERE settled_at IS NULL');
    return unsettled.length === 0;
  });
}

describe('push notifications', () => {
  it('go to every browser of the recipient of a message and to no one else', async () => {
    const [phone, desktop] = [await subscribed(other), await subscribed(other)];
    const senderBrowser = await subscribed(one);
    const conversationId = await write(one, other, 'Halo');
    for (const browser of [phone, desktop]) {
      expect(await browser.waitForPushes(1)).toEqual([
        { about: 'messages', event: 'message', sessionId: null, conversationId },
      ]);
    }
    await allSettled();
    expect(senderBrowser.receivedPushes()).toEqual([]);
  });

  it('contain no text and no name, and are encrypted and signed for the browser', async () => {
    const browser = await subscribed(other);
    await write(one, other, 'rahasia besar');
    const [payload] = await browser.waitForPushes(1);
    expect(JSON.stringify(payload)).not.toContain('rahasia');
    expect(JSON.stringify(payload)).not.toContain(one.fullName);
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] =
      service.requestsTo(browser);
    expect(body.includes('message')).toBe(false);
    const publicKey = await publicKeyFor(one);
    expect(headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '43200',
      urgency: 'high',
      topic: expect.stringMatching(/^[\w-]{32}$/),
      authorization: expect.stringContaining(`k=${publicKey}`),
    });
    const dump = await dumpDatabase(system);
    expect(findPlaintext('rahasia besar', dump)).toEqual([]);
  });

  it('notify psychologist and client when their session opens', async () => {
    const [psychologistBrowser, clientBrowser] = [await subscribed(one), service.createBrowser()];
    const client = await system.addUser('client');
    await call('POST', `${PATH}/subscriptions`, client, clientBrowser.subscription);
    const { sessionId, counselingId } = await createActiveSession(system, {
      client,
      psychologist: one,
    });
    const pushes = await psychologistBrowser.waitForPushes(2);
    expect(pushes).toContainEqual({
      ...{ about: 'sessions', event: 'session_opened', counselingId, sessionId },
    });
    await waitFor('the opening', () =>
      clientBrowser
        .receivedPushes()
        .some((push) => push.event === 'message' && push.sessionId === sessionId),
    );
    expect(clientBrowser.receivedPushes().every((push) => push.about === 'sessions')).toBe(true);
  });

  it('follow the preferences of the user', async () => {
    const browser = await subscribed(other);
    const preferences = { messages: true, sessions: true };
    expect((await call('GET', `${PATH}/preferences`, other)).body.data).toEqual(preferences);
    const less = { messages: false, sessions: true };
    expect((await call('PUT', `${PATH}/preferences`, other, less)).body.data).toEqual(less);
    await write(one, other, 'Tidak terdengar');
    await allSettled();
    expect(browser.receivedPushes()).toEqual([]);
    await call('PUT', `${PATH}/preferences`, other, preferences);
    await write(one, other, 'Terdengar');
    expect(await browser.waitForPushes(1)).toHaveLength(1);
    expect((await call('PUT', `${PATH}/preferences`, other, { messages: 1 })).status).toBe(400);
  });

  it('end with the subscription, whether unsubscribed or expired at its service', async () => {
    const [unsubscribed, expired, missing] = [
      await subscribed(other),
      await subscribed(other),
      await subscribed(other),
    ];
    const { endpoint } = unsubscribed.subscription;
    expect((await call('DELETE', `${PATH}/subscriptions`, one, { endpoint })).status).toBe(200);
    expect(await subscriptionsOf(other)).toHaveLength(3);
    await call('DELETE', `${PATH}/subscriptions`, other, { endpoint });
    expired.respondWith(410);
    missing.respondWith(404);
    await write(one, other, 'Halo');
    await waitFor(
      'both subscriptions to be deleted',
      async () => (await subscriptionsOf(other)).length === 0,
    );
    expect(unsubscribed.receivedPushes()).toEqual([]);
  });

  it('are retried while a service is unavailable and given up when it rejects them', async () => {
    const [busy, strict] = [await subscribed(other), await subscribed(other)];
    busy.respondWith(429, { 'retry-after': '1' });
    strict.respondWith(400);
    await write(one, other, 'Halo');
    await Promise.all([busy.waitForPushes(1), strict.waitForPushes(1)]);
    busy.respondWith(201);
    await busy.waitForPushes(2);
    await allSettled();
    expect(strict.receivedPushes()).toHaveLength(1);
    expect(await subscriptionsOf(other)).toHaveLength(2);
  });

  it('skip and delete a subscription with an unusable key and reach all others', async () => {
    const [broken, intact] = [await subscribed(other), await subscribed(other)];
    await system.query('UPDATE push_subscriptions SET p256dh = $1 WHERE endpoint = $2', [
      Buffer.alloc(65, 4).toString('base64url'),
      broken.subscription.endpoint,
    ]);
    await write(one, other, 'Halo');
    expect(await intact.waitForPushes(1)).toHaveLength(1);
    await waitFor('the broken subscription to be deleted', async () => {
      return (await subscriptionsOf(other)).length === 1;
    });
  });

  it('go to the last user of a browser and to at most 20 browsers of a user', async () => {
    const browser = await subscribed(one);
    await call('POST', `${PATH}/subscriptions`, other, browser.subscription);
    expect(await subscriptionsOf(one)).toEqual([]);
    for (let i = 0; i < 20; i += 1) await subscribed(other);
    expect(await subscriptionsOf(other)).toHaveLength(20);
  });

  it('go only to allowed push services', async () => {
    const { subscription } = service.createBrowser();
    const disallowed = [
      'http://127.0.0.1:1/push',
      'https://example.com/push',
      `${service.origin.replace('127', 'user@127')}/push`,
      'file:///etc/passwd',
      'javascript:1',
    ];
    for (const endpoint of disallowed) {
      const refused = await call('POST', `${PATH}/subscriptions`, one, {
        ...subscription,
        endpoint,
      });
      expect(refused.status).toBe(400);
    }
    // The length of a P-256 key, but not a point of the curve.
    const p256dh = Buffer.alloc(65, 4).toString('base64url');
    const off = { ...subscription, keys: { ...subscription.keys, p256dh } };
    expect((await call('POST', `${PATH}/subscriptions`, one, off)).body.code).toBe('invalid-input');
    const short = { ...subscription, keys: { ...subscription.keys, auth: 'abc' } };
    expect((await call('POST', `${PATH}/subscriptions`, one, short)).body.code).toBe(
      'invalid-input',
    );
    expect(await subscriptionsOf(one)).toEqual([]);
  });

  it('are signed with keys that are created once and stored encrypted', async () => {
    expect(new Set(await Promise.all([one, other].map(publicKeyFor))).size).toBe(1);
    const [row] = await system.query<{ dataKey: Buffer; privateKey: Buffer }>(
      'SELECT data_key AS "dataKey", private_key AS "privateKey" FROM push_keys',
    );
    const { cipher } = system.context.push;
    const key = cipher.unwrap(row?.dataKey ?? Buffer.alloc(0));
    const opened = decryptText(key, row?.privateKey ?? Buffer.alloc(0), 'push-key');
    expect(Buffer.from(opened, 'base64url')).toHaveLength(32);
    expect(findPlaintext(opened, await dumpDatabase(system))).toEqual([]);
  });
});
