import * as Ably from 'ably';
import { inTransaction } from '../../../src/database/in-transaction';
import { createLogger } from '../../../src/logger';
import { channelKeyOf, encryptPayload } from '../../../src/delivery/ably/channel-cipher';
import { AblyPublisher } from '../../../src/delivery/ably/ably-publisher';
import type { ConversationToken, SessionToken } from '../../../src/delivery/ably/ably-token-issuer';
import { eraseConversationData } from '../../../src/retention/erase-conversation-data';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { connectRawAbly } from '../../support/clients/raw-ably-client';
import type { RawAblyClient } from '../../support/clients/raw-ably-client';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { createCarePair } from '../../support/fixtures/care-pair';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem, TestUser } from '../../support/harness/test-system';
import { recordConversation, recordSession } from '../../support/recorders/ably-recorder';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { waitForMessage, waitForStatus } from '../../support/recorders/session-events';
import { waitFor } from '../../support/harness/wait-for';

const TEXT = 'Xylofonkecemasan';
const CARE_TEXT = 'Zarzuelakerinduan';
/** Ably lets tokens of ended channels live for 30 seconds, for the last message. */
const REVOCATION_MS = 40_000;

describe('encrypted channels', () => {
  let system: TestSystem;
  let session: ActiveSession;
  beforeAll(async () => {
    system = await startSystem({ env: { CHANNEL_ENCRYPTION: 'on' }, revocableTokens: true });
    session = await createActiveSession(system);
  });
  afterAll(() => system.stop());

  const key = (): string => system.env['ABLY_API_KEY'] ?? '';
  const tokenPath = (sessionId: string) => `/api/v1/chat/ably-token?sessionId=${sessionId}`;

  async function call<Data>(
    as: TestUser,
    method: string,
    path: string,
    body?: object,
  ): Promise<ApiResponse<Data>> {
    const reply = await system.call<Data>(method, path, { as, ...(body ? { body } : {}) });
    expect([path, reply.status]).toEqual([path, reply.body.success ? reply.status : 'a success']);
    return reply;
  }

  const send = ({ sessionId, client }: ActiveSession, message: string) =>
    call(client, 'POST', '/api/v1/chat/messages', { sessionId, message, messageType: 'text' });

  /** Every frame of channels as the holder of the application key sees it: Ably. */
  async function eavesdrop(channels: string[]): Promise<RawAblyClient> {
    const client = await connectRawAbly(system.ably.port, { key: key() });
    afterTest(() => client.terminate());
    for (const channel of channels) client.send({ action: 10, channel });
    await client.flush();
    return client;
  }

  /** What Ably stores of a channel. */
  async function storedBy(channel: string): Promise<string> {
    const address = { endpoint: '127.0.0.1', port: system.ably.port, tls: false, logLevel: 0 };
    const rest = new Ably.Rest({ ...address, key: key() });
    const { items } = await rest.channels.get(channel).history({ limit: 1_000 });
    expect(items.length).toBeGreaterThan(0);
    return JSON.stringify(items);
  }

  it('are read by participants with the keys of their tokens, and by no other client', async () => {
    const { sessionId, client, psychologist } = session;
    const names = [`chat:session:${sessionId}`, `typing:session:${sessionId}`];
    const [chat = '', typing = ''] = names;
    const ably = await eavesdrop(names);
    const reader = await recordSession(system, psychologist, sessionId);
    const { encryption } = (await call<SessionToken>(psychologist, 'GET', tokenPath(sessionId)))
      .body.data;
    await reader.subscribe(typing, encryption?.typingChannelKey);

    await send(session, TEXT);
    await waitForMessage(reader, TEXT);
    await call(client, 'POST', `/api/v1/chat/sessions/${sessionId}/typing`, { isTyping: true });
    const typed = await reader.waitFor('typing', ({ name }) => name === 'typing');
    expect(typed.data).toMatchObject({ userId: client.id, isTyping: true });
    await system.drain();

    await ably.flush();
    const events = ably.frames.filter(({ action }) => action === 15);
    expect(new Set(events.map(({ channel }) => channel))).toEqual(new Set(names));
    const frames = events.map((frame) => ({ location: 'a frame', text: JSON.stringify(frame) }));
    const stored = { location: 'the history', text: await storedBy(chat) };
    for (const secret of [TEXT, '"content"', '"isTyping"', '"senderId"', '"unreadCount"']) {
      expect(findPlaintext(secret, [...frames, stored])).toEqual([]);
    }
    for (const { encoding } of events.flatMap((frame) => frame['messages'] as Ably.Message[])) {
      expect(encoding).toBe('json/utf-8/cipher+aes-256-cbc/base64');
    }
  });

  it('give nothing to a subscriber without the key, or with the key of another session', async () => {
    const { sessionId } = session;
    const other = await createActiveSession(system);
    const { encryption } = (
      await call<SessionToken>(other.client, 'GET', tokenPath(other.sessionId))
    ).body.data;
    const received: unknown[] = [];
    for (const cipherKey of [undefined, encryption?.channelKey]) {
      const client = new Ably.Realtime({
        ...{ endpoint: '127.0.0.1', port: system.ably.port, tls: false, logLevel: 0 },
        ...{ key: key(), disableConnectivityCheck: true },
      });
      system.closeAtEnd(client);
      const options = cipherKey === undefined ? {} : { cipher: { key: cipherKey } };
      const channel = client.channels.get(`chat:session:${sessionId}`, options);
      await channel.subscribe('message', ({ data }) => received.push(data));
    }
    await send(session, TEXT);
    await waitFor('both deliveries', () => received.length === 2);
    for (const data of received) expect(data).not.toHaveProperty('content');
    const texts = received.map((data) => ({ location: 'data', text: String(data) }));
    expect(findPlaintext(TEXT, texts)).toEqual([]);
  });

  it('have one key each, the same for every token of a participant', async () => {
    const { sessionId, client, psychologist } = session;
    const other = await createActiveSession(system);
    const keysOf = async (as: TestUser, id: string): Promise<string[]> => {
      const { encryption } = (await call<SessionToken>(as, 'GET', tokenPath(id))).body.data;
      return Object.values(encryption ?? {});
    };
    const own = await keysOf(client, sessionId);
    expect(own.map((text) => Buffer.from(text, 'base64').length)).toEqual([32, 32]);
    expect(await keysOf(psychologist, sessionId)).toEqual(own);
    expect(new Set([...own, ...(await keysOf(other.client, other.sessionId))]).size).toBe(4);
  });

  it('carry batches and single events that the SDK decrypts', async () => {
    const channelKey = channelKeyOf(Buffer.alloc(32, 7), 'chat:session:batch');
    const publisher = new AblyPublisher(
      key(),
      { endpoint: '127.0.0.1', port: system.ably.port, tls: false },
      { logger: createLogger('test', 'silent'), deadlines: { publish: 5_000, request: 5_000 } },
    );
    afterTest(() => publisher.close());
    await publisher.connected(5_000);
    const client = new Ably.Realtime({
      ...{ endpoint: '127.0.0.1', port: system.ably.port, tls: false, logLevel: 0 },
      ...{ key: key(), disableConnectivityCheck: true },
    });
    system.closeAtEnd(client);
    const received: unknown[] = [];
    const channel = client.channels.get('chat:session:batch', { cipher: { key: channelKey } });
    await channel.subscribe(({ data }) => received.push(data));
    const publications = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        channel: 'chat:session:batch',
        id: `batch-${from + index}`,
        messages: [
          { name: 'message', ...encryptPayload(channelKey, { n: from + index, text: TEXT }) },
        ],
      }));
    await publisher.publishAll(publications(0, 1));
    await publisher.publishAll(publications(1, 20));
    await waitFor('all events', () => received.length === 21);
    expect(received).toEqual(Array.from({ length: 21 }, (_, n) => ({ n, text: TEXT })));
  });

  it('end with a right: tokens are revoked after an assignment and after an erasure', async () => {
    const careFor = async (): Promise<{ client: TestUser; conversationId: string }> => {
      const { client, psychologist } = await createCarePair(system);
      const body = { toId: psychologist.id, message: 'Halo' };
      const sent = await call<{ conversationId: string }>(
        client,
        'POST',
        '/api/v1/conversations',
        body,
      );
      return { client, conversationId: sent.body.data.conversationId };
    };
    const [assigned, erased] = [await careFor(), await careFor()];
    const recorders: AblyRecorder[] = [];
    for (const { client, conversationId } of [assigned, erased]) {
      const recorder = await recordConversation(system, client, conversationId);
      await call(client, 'POST', `/api/v1/conversations/${conversationId}/messages`, {
        message: CARE_TEXT,
      });
      await waitForMessage(recorder, CARE_TEXT);
      expect(await storedBy(`chat:conversation:${conversationId}`)).not.toContain(CARE_TEXT);
      recorders.push(recorder);
    }
    const team = await system.addUser('team');
    await call(team, 'DELETE', `/api/v1/team/assignments/${assigned.client.id}`);
    await inTransaction(system.context.db, (tx) =>
      eraseConversationData(tx, { conversationId: erased.conversationId, at: new Date() }),
    );
    system.context.keys.forget(erased.conversationId);
    system.context.chat.accessCache.forget(erased.conversationId);
    for (const { client, conversationId } of [assigned, erased]) {
      const path = `/api/v1/conversations/${conversationId}/ably-token`;
      const refused = await system.call<ConversationToken>('GET', path, { as: client });
      expect(refused.body.success).toBe(false);
      expect(refused.text).not.toContain('channelKey');
    }
    await waitFor(
      'ended connections',
      () => recorders.every(({ client }) => client.connection.errorReason !== null),
      REVOCATION_MS,
    );
    for (const { client } of recorders) expect(client.connection.state).not.toBe('connected');
    for (const recorder of recorders) await recorder.close();
  }, 90_000);

  it('close with their last status, which participants still read', async () => {
    const ending = await createActiveSession(system);
    const reader = await recordSession(system, ending.client, ending.sessionId);
    const path = `/api/v1/chat/sessions/${ending.sessionId}/end`;
    await call(ending.psychologist, 'PUT', path);
    await waitForStatus(reader, 'completed');
    const refused = await system.call('GET', tokenPath(ending.sessionId), { as: ending.client });
    expect(refused.body).toMatchObject({ success: false, statusCode: 400 });
  });
});
