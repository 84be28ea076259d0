import * as Ably from 'ably';
import type { SessionToken } from '../../../src/delivery/ably/ably-token-issuer';
import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const THIRTY_MINUTES = 30 * 60_000;
const NOT_PERMITTED = { code: 40160, statusCode: 401 };

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

function requestToken(as: TestUser, sessionId: string, more = '') {
  const path = `/api/v1/chat/ably-token?sessionId=${sessionId}${more}`;
  return harness.system.call<SessionToken>('GET', path, { as });
}

/** Exchanges the product's token request for a token, with the unmodified SDK. */
async function exchange(as: TestUser, sessionId: string, more = ''): Promise<Ably.TokenDetails> {
  const { token, ably } = (await requestToken(as, sessionId, more)).body.data;
  return new Ably.Rest({ ...ably, ...clientOptions(token) }).auth.authorize();
}

/** Options of a client whose auth callback always returns this token request. */
function clientOptions(token: Ably.TokenRequest): Ably.ClientOptions {
  return { authCallback: (_params, done) => done(null, token), logLevel: 0 };
}

function capabilityOf(token: Ably.TokenDetails): Record<string, string[]> {
  const capability = JSON.parse(token.capability) as Record<string, string[]>;
  for (const operations of Object.values(capability)) operations.sort();
  return capability;
}

const channelsOf = ({ sessionId }: TestSession, user: TestUser) => ({
  chat: `chat:session:${sessionId}`,
  typing: `typing:session:${sessionId}`,
  own: `user:${user.id}`,
});

describe('Ably tokens', () => {
  it('counseling-91 are valid for thirty minutes and not renewed after the end (C-15)', async () => {
    const session = await harness.createSession('active');
    const { client, sessionId } = session;
    const response = await requestToken(client, sessionId);
    expect(response.body).toMatchObject({
      success: true,
      data: { token: { ttl: THIRTY_MINUTES } },
    });
    const { token, expiresAt } = response.body.data;
    expect(Date.parse(expiresAt)).toBe(token.timestamp + THIRTY_MINUTES);
    for (const more of ['', '&ttl=86400000']) {
      const details = await exchange(client, sessionId, more);
      expect(details.expires - details.issued).toBe(THIRTY_MINUTES);
    }
    const recorder = await harness.recordSession(client, sessionId);
    await expect(recorder.client.auth.authorize()).resolves.toMatchObject({ clientId: client.id });
    await harness.end(client, sessionId);
    await waitForStatus(recorder, 'completed');
    expect((await requestToken(client, sessionId)).body).toMatchObject({
      statusCode: 400,
      message: 'Chat session has ended',
    });
    await expect(recorder.client.auth.authorize()).rejects.toBeDefined();
  });

  it("counseling-92 permit only this session's channels, by its state (C-16)", async () => {
    const session = await harness.createSession('greeted');
    const { client, psychologist, sessionId } = session;
    const waiting = { chat: ['presence', 'subscribe'], own: ['subscribe'] };
    for (const user of [client, psychologist]) {
      const { chat, own } = channelsOf(session, user);
      const rights = capabilityOf(await exchange(user, sessionId));
      expect(rights).toEqual({ [chat]: waiting.chat, [own]: waiting.own });
    }
    await harness.runStep(session, 'enable-chat');
    for (const user of [client, psychologist]) {
      const { chat, own, typing } = channelsOf(session, user);
      expect(capabilityOf(await exchange(user, sessionId))).toEqual({
        [chat]: waiting.chat,
        [own]: waiting.own,
        [typing]: ['publish', 'subscribe'],
      });
    }
    expect((await requestToken(client, sessionId)).body.data).toMatchObject({
      sessionId,
      channelName: `chat:session:${sessionId}`,
      typingChannelName: `typing:session:${sessionId}`,
    });
  });

  it('counseling-93 are bound to one user id', async () => {
    const { client, psychologist, sessionId } = await harness.createSession('active');
    for (const user of [client, psychologist]) {
      expect((await exchange(user, sessionId)).clientId).toBe(user.id);
    }
    const { token, ably } = (await requestToken(client, sessionId)).body.data;
    // A changed request and a forged client id are both rejected.
    const changed = { ...token, clientId: psychologist.id };
    await expect(
      new Ably.Rest({ ...ably, ...clientOptions(changed) }).auth.authorize(),
    ).rejects.toMatchObject({ statusCode: 401 });
    const impersonator = new Ably.Realtime({
      ...ably,
      ...clientOptions(token),
      disableConnectivityCheck: true,
      clientId: psychologist.id,
    });
    harness.system.closeAtEnd(impersonator);
    expect(
      await waitFor('an authentication error', () => impersonator.connection.errorReason?.code),
    ).toBe(40102);
    expect(impersonator.connection.state).not.toBe('connected');
  });

  it('C-16 never permit a client to publish on the chat channel', async () => {
    const { client, psychologist, sessionId } = await harness.createSession('active');
    const [one, other] = await Promise.all([
      harness.recordSession(client, sessionId),
      harness.recordSession(psychologist, sessionId),
    ]);
    for (const recorder of [one, other]) {
      const channel = recorder.client.channels.get(`chat:session:${sessionId}`);
      await expect(channel.publish('message', { content: 'Halo' })).rejects.toMatchObject(
        NOT_PERMITTED,
      );
    }
    const { ably } = (await requestToken(client, sessionId)).body.data;
    const overRest = new Ably.Rest({
      ...ably,
      tokenDetails: await exchange(client, sessionId),
      logLevel: 0,
    });
    const channel = overRest.channels.get(`chat:session:${sessionId}`);
    await expect(channel.publish('message', 'Halo')).rejects.toMatchObject(NOT_PERMITTED);
    expect(
      [...one.received, ...other.received].filter((recorder) => recorder.name === 'message'),
    ).toEqual([]);
  });

  it("C-16 never permit access to another session, another user or the team's board", async () => {
    const [own, foreign] = await harness.createTwoSessions('active');
    const recorder = await harness.recordSession(own.client, own.sessionId);
    const names = [
      `chat:session:${foreign.sessionId}`,
      `typing:session:${foreign.sessionId}`,
      `user:${foreign.client.id}`,
      `user:${own.psychologist.id}`,
      'team:sessions',
    ];
    for (const name of names) {
      const attached = recorder.client.channels.get(name).attach();
      await expect(attached).rejects.toMatchObject(NOT_PERMITTED);
    }
    expect(recorder.client.connection.state).toBe('connected');
  });

  it('C-15 give access to no new events after the session ended', async () => {
    const session = await harness.createSession('warned');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'auto-end');
    await waitForStatus(recorder, 'completed');
    const before = recorder.received.length;
    for (const step of ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const) {
      await harness.timers.runNow({ sessionId: session.sessionId, generation: 1, step });
    }
    await harness.sendMessage(session.psychologist, session.sessionId, 'Satu hal lagi');
    await harness.system.drain();
    // A later message on another channel of this connection ends the wait.
    const next = await harness.createSession('pending', { client: session.client });
    await harness.cancel(next, next.psychologist);
    await recorder.waitFor('a later notification', (one) => one.channel.startsWith('user:'));
    const onChat = recorder.received.slice(before).filter((one) => one.channel.startsWith('chat:'));
    expect(onChat).toEqual([]);
  });
});
