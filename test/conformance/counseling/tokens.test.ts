import * as Ably from 'ably';
import type { SessionToken } from '../../../src/delivery/ably/ably-token-issuer';
import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const THIRTY_MINUTES = 30 * 60_000;
const NOT_PERMITTED = { code: 40160, statusCode: 401 };

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

function askToken(as: TestUser, sessionId: string, more = '') {
  const path = `/api/v1/chat/ably-token?sessionId=${sessionId}${more}`;
  return stage.system.call<SessionToken>('GET', path, { as });
}

/** Exchanges the product's token request for a token, with the unmodified SDK. */
async function exchange(as: TestUser, sessionId: string, more = ''): Promise<Ably.TokenDetails> {
  const { token, ably } = (await askToken(as, sessionId, more)).body.data;
  return new Ably.Rest({ ...ably, ...handing(token) }).auth.authorize();
}

/** The options of a client that is handed this token request whenever it asks for one. */
function handing(token: Ably.TokenRequest): Ably.ClientOptions {
  return { authCallback: (_params, done) => done(null, token), logLevel: 0 };
}

function rightsOf(token: Ably.TokenDetails): Record<string, string[]> {
  const rights = JSON.parse(token.capability) as Record<string, string[]>;
  for (const operations of Object.values(rights)) operations.sort();
  return rights;
}

const channelsOf = ({ sessionId }: TestSession, person: TestUser) => ({
  chat: `chat:session:${sessionId}`,
  typing: `typing:session:${sessionId}`,
  own: `user:${person.id}`,
});

describe('tokens for Ably', () => {
  it('counseling-91 are good for thirty minutes, and not renewed after the end (C-15)', async () => {
    const session = await stage.createSession('active');
    const { client, sessionId } = session;
    const answer = await askToken(client, sessionId);
    expect(answer.body).toMatchObject({ success: true, data: { token: { ttl: THIRTY_MINUTES } } });
    const { token, expiresAt } = answer.body.data;
    expect(Date.parse(expiresAt)).toBe(token.timestamp + THIRTY_MINUTES);
    for (const more of ['', '&ttl=86400000']) {
      const details = await exchange(client, sessionId, more);
      expect(details.expires - details.issued).toBe(THIRTY_MINUTES);
    }
    const heard = await stage.recordSession(client, sessionId);
    await expect(heard.client.auth.authorize()).resolves.toMatchObject({ clientId: client.id });
    await stage.end(client, sessionId);
    await waitForStatus(heard, 'completed');
    expect((await askToken(client, sessionId)).body).toMatchObject({
      statusCode: 400,
      message: 'Chat session has ended',
    });
    await expect(heard.client.auth.authorize()).rejects.toBeDefined();
  });

  it("counseling-92 open this session's channels alone, by its state (C-16)", async () => {
    const session = await stage.createSession('greeted');
    const { client, psychologist, sessionId } = session;
    const waiting = { chat: ['history', 'presence', 'subscribe'], own: ['subscribe'] };
    for (const person of [client, psychologist]) {
      const { chat, own } = channelsOf(session, person);
      const rights = rightsOf(await exchange(person, sessionId));
      expect(rights).toEqual({ [chat]: waiting.chat, [own]: waiting.own });
    }
    await stage.runStep(session, 'enable-chat');
    for (const person of [client, psychologist]) {
      const { chat, own, typing } = channelsOf(session, person);
      expect(rightsOf(await exchange(person, sessionId))).toEqual({
        [chat]: waiting.chat,
        [own]: waiting.own,
        [typing]: ['publish', 'subscribe'],
      });
    }
    expect((await askToken(client, sessionId)).body.data).toMatchObject({
      sessionId,
      channelName: `chat:session:${sessionId}`,
      typingChannelName: `typing:session:${sessionId}`,
    });
  });

  it('counseling-93 are bound to the id of one person', async () => {
    const { client, psychologist, sessionId } = await stage.createSession('active');
    for (const person of [client, psychologist]) {
      expect((await exchange(person, sessionId)).clientId).toBe(person.id);
    }
    const { token, ably } = (await askToken(client, sessionId)).body.data;
    // Neither a changed request nor a client that claims to be somebody else gets through.
    const changed = { ...token, clientId: psychologist.id };
    await expect(
      new Ably.Rest({ ...ably, ...handing(changed) }).auth.authorize(),
    ).rejects.toMatchObject({ statusCode: 401 });
    const posing = new Ably.Realtime({
      ...ably,
      ...handing(token),
      disableConnectivityCheck: true,
      clientId: psychologist.id,
    });
    stage.closeAtEnd(posing);
    expect(await waitFor('a refusal', () => posing.connection.errorReason?.code)).toBe(40102);
    expect(posing.connection.state).not.toBe('connected');
  });

  it('C-16 never let a client publish on the chat channel', async () => {
    const { client, psychologist, sessionId } = await stage.createSession('active');
    const [one, other] = await Promise.all([
      stage.recordSession(client, sessionId),
      stage.recordSession(psychologist, sessionId),
    ]);
    for (const heard of [one, other]) {
      const channel = heard.client.channels.get(`chat:session:${sessionId}`);
      await expect(channel.publish('message', { content: 'Halo' })).rejects.toMatchObject(
        NOT_PERMITTED,
      );
    }
    const { ably } = (await askToken(client, sessionId)).body.data;
    const overRest = new Ably.Rest({
      ...ably,
      tokenDetails: await exchange(client, sessionId),
      logLevel: 0,
    });
    const channel = overRest.channels.get(`chat:session:${sessionId}`);
    await expect(channel.publish('message', 'Halo')).rejects.toMatchObject(NOT_PERMITTED);
    expect(
      [...one.received, ...other.received].filter((heard) => heard.name === 'message'),
    ).toEqual([]);
  });

  it("C-16 never let a client near another session, another person or the team's board", async () => {
    const [mine, foreign] = await stage.createTwoSessions('active');
    const heard = await stage.recordSession(mine.client, mine.sessionId);
    const names = [
      `chat:session:${foreign.sessionId}`,
      `typing:session:${foreign.sessionId}`,
      `user:${foreign.client.id}`,
      `user:${mine.psychologist.id}`,
      'team:sessions',
    ];
    for (const name of names) {
      const attached = heard.client.channels.get(name).attach();
      await expect(attached).rejects.toMatchObject(NOT_PERMITTED);
    }
    expect(heard.client.connection.state).toBe('connected');
  });

  it('C-15 leave nothing new to read once the session is over', async () => {
    const session = await stage.createSession('warned');
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'auto-end');
    await waitForStatus(heard, 'completed');
    const before = heard.received.length;
    for (const step of ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const) {
      await stage.timers.runNow({ sessionId: session.sessionId, generation: 1, step });
    }
    await stage.sendMessage(session.psychologist, session.sessionId, 'Satu hal lagi');
    await stage.system.drain();
    // What is published later on another channel of this connection marks the end of the wait.
    const next = await stage.createSession('pending', { client: session.client });
    await stage.cancel(next, next.psychologist);
    await heard.waitFor('a later notification', (one) => one.channel.startsWith('user:'));
    const onChat = heard.received.slice(before).filter((one) => one.channel.startsWith('chat:'));
    expect(onChat).toEqual([]);
  });
});
