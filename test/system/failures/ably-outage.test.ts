import type { MessageView } from '../../../src/chat/messages/message-view';
import type { SessionMessagePage } from '../../../src/chat/messages/list-messages';
import { startLocalAbly } from '../../../src/local-ably/server';
import type { LocalAbly } from '../../../src/local-ably/server';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import {
  bookConcurrentSessions,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

describe('an Ably outage', () => {
  let system: TestSystem;
  let recorder: ChannelRecorder | undefined;
  let secondAbly: LocalAbly | undefined;

  beforeAll(async () => {
    system = await startSystem({
      env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT2S', SESSION_MIN: 'PT1S' },
    });
  });
  afterEach(async () => {
    system.ably.faults.reset();
    await recorder?.close();
    recorder = undefined;
  });
  afterAll(async () => {
    await system.stop();
    await secondAbly?.stop();
  });

  const listenTo = async (...sessions: { sessionId: string }[]): Promise<ChannelRecorder> => {
    const channels = sessions.map(({ sessionId }) => `chat:session:${sessionId}`);
    return (recorder = await ChannelRecorder.open(system, channels));
  };

  const send = ({ sessionId, client }: ActiveSession, message: string): Promise<ApiResponse> =>
    system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message, messageType: 'text', clientMessageId: message },
    });

  async function sendSome(session: ActiveSession, name: string, count: number): Promise<void> {
    const names = Array.from({ length: count }, (_, index) => `${name}-${index}`);
    const responses = await Promise.all(names.map((one) => send(session, one)));
    expect(responses.map((response) => response.status)).toEqual(names.map(() => 201));
  }

  const stored = async ({ sessionId, client }: ActiveSession): Promise<MessageView[]> => {
    const path = `/api/v1/chat/history?sessionId=${sessionId}&limit=100`;
    return (await system.call<SessionMessagePage>('GET', path, { as: client })).body.data.data;
  };

  /** The sent numbers in the order of their arrival. */
  const textSeqs = (received: ChannelRecorder['messages']): number[] =>
    received
      .filter((one) => one.name === 'message' && one.data.messageType === 'text')
      .map((one) => one.data.seq as number);

  async function expectReceivedInOrder(
    session: ActiveSession,
    channelRecorder: ChannelRecorder,
  ): Promise<void> {
    const typed = (await stored(session)).filter((one) => one.messageType === 'text');
    const seqs = typed.map((one) => one.seq);
    await waitFor(
      'every message',
      () => textSeqs(channelRecorder.messages).length >= seqs.length,
      25_000,
    );
    expect(textSeqs(channelRecorder.messages)).toEqual(seqs);
    expect(channelRecorder.duplicates()).toEqual([]);
  }

  it('of a moment: messages are accepted and arrive once and in order', async () => {
    const session = await createActiveSession(system);
    const channelRecorder = await listenTo(session);
    await sendSome(session, 'before', 5);
    system.ably.faults.refuseConnections();
    system.ably.faults.dropConnections();
    await sendSome(session, 'during', 20);
    system.ably.faults.refuseConnections(false);
    await sendSome(session, 'after', 5);
    await expectReceivedInOrder(session, channelRecorder);
  });

  it.each([
    ['responds with an internal error', { code: 50_000, statusCode: 500 }],
    ['responds with a rate limit error', { code: 42_910, statusCode: 429 }],
    ['rejects a message once', { code: 40_000, statusCode: 400 }],
  ])(
    'that %s: the message is retried before any later one',
    async (_, error) => {
      const session = await createActiveSession(system);
      const channelRecorder = await listenTo(session);
      await sendSome(session, 'before', 2);
      await system.drain();
      system.ably.faults.nackNextPublishes(3, error);
      await sendSome(session, 'during', 12);
      await sendSome(session, 'after', 3);
      await expectReceivedInOrder(session, channelRecorder);
    },
    40_000,
  );

  it('of several seconds with data loss: messages arrive once and in order', async () => {
    const session = await createActiveSession(system);
    const burst = await bookConcurrentSessions(system, 12, { startsIn: 4_000, lasts: 6_000 });
    const channelRecorder = await listenTo(session, ...burst);
    await sendSome(session, 'before', 5);
    await waitFor('a first message', () => textSeqs(channelRecorder.messages).length > 0);

    await system.ably.stop();
    await sendSome(session, 'during', 20);
    const typing = await system.call('POST', '/api/v1/chat/typing', {
      as: session.client,
      body: { sessionId: session.sessionId, isTyping: true },
    });
    // Typing is not stored; the caller gets an error and may retry.
    expect(typing.status).toBe(503);
    expect(typing.headers.get('retry-after')).not.toBeNull();
    const token = `/api/v1/chat/ably-token?sessionId=${session.sessionId}`;
    expect((await system.call('GET', token, { as: session.client })).status).toBe(200);
    await waitFor('the openings', async () => {
      const [row] = await system.query<{ opened: number }>(
        `SELECT count(*)::int AS opened FROM chat_sessions WHERE status = 'active'`,
      );
      return (row?.opened ?? 0) >= burst.length + 1;
    });

    secondAbly = await startLocalAbly({
      port: system.ably.port,
      keys: [system.env['ABLY_API_KEY'] ?? ''],
    });
    await sendSome(session, 'after', 5);
    await channelRecorder.waitUntilAttached();
    await waitFor(
      'the ends',
      async () => {
        const [row] = await system.query<{ left: number }>(
          `SELECT count(*)::int AS left FROM session_steps
           WHERE outcome IS NULL AND session_id = ANY($1)`,
          [burst.map((one) => one.sessionId)],
        );
        return row?.left === 0;
      },
      20_000,
    );
    await system.drain();
    expect(await violationsOfAll(system, burst)).toEqual([]);
    for (const { sessionId } of [session, ...burst])
      await expectNothingLost(sessionId, channelRecorder);
  }, 60_000);

  /**
   * A subscriber that missed messages reads the channel's history and the API. The new server has
   * everything the old one had not accepted, in order, and together they have everything.
   */
  async function expectNothingLost(
    sessionId: string,
    channelRecorder: ChannelRecorder,
  ): Promise<void> {
    const channel = `chat:session:${sessionId}`;
    const published = await channelRecorder.history(channel);
    const ids = published.map((one) => one.id);
    expect(ids).toEqual([...new Set(ids)]);
    const events = ids.map((id) => Number(/^outbox-(\d+):/.exec(id)?.[1]));
    expect(events).toEqual([...events].sort((a, b) => a - b));
    const received = channelRecorder.messages.filter((one) => one.channel === channel);
    const seqs = new Set(
      [...received, ...published]
        .filter((one) => one.name === 'message')
        .map((one) => one.data.seq as number),
    );
    const [row] = await system.query<{ lastSeq: number }>(
      `SELECT last_seq AS "lastSeq" FROM conversations v
       JOIN chat_sessions s ON s.conversation_id = v.id WHERE s.id = $1`,
      [sessionId],
    );
    // The first message of the session was published before the recorder subscribed.
    const expected = Array.from({ length: row?.lastSeq ?? 0 }, (_, index) => index + 1);
    const missing = expected.filter((seq) => !seqs.has(seq));
    expect(missing.filter((seq) => seq > 1)).toEqual([]);
  }
});
