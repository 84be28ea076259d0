import { AUTOMATED_MESSAGES } from '../../../src/sessions/automated-messages';
import { bookSession } from '../../support/fixtures/book-session';
import { recordSession, recordTeamChannel } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

describe('automatic session', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({
      env: {
        INITIAL_MESSAGE_LEAD: 'PT2S',
        END_BUTTON_LEAD: 'PT2S',
        SESSION_MIN: 'PT1S',
      },
    });
  });
  afterAll(() => system.stop());

  it('greets, opens, warns and closes on time, once', async () => {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const team = await system.addUser('team');
    const { sessionId, response } = await bookSession(system, client, {
      startsIn: 3_000,
      lasts: 4_000,
    });
    const startsAt = Date.parse(response.body.data.scheduledAt);
    const received = await recordSession(system, client, sessionId);
    const receivedByPsychologist = await recordSession(system, psychologist, sessionId);
    const watched = await recordTeamChannel(system, team);

    const early = await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message: 'Halo', messageType: 'text' },
    });
    expect(early.body.message).toBe('Chat is not enabled for this session yet');

    const opened = await received.waitFor(
      'chat_enabled',
      (one) => one.data.status === 'chat_enabled',
    );
    expect(opened.at - startsAt).toBeLessThan(1_000);
    const sent = await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message: 'Halo, saya cemas', messageType: 'text' },
    });
    expect(sent.status).toBe(201);
    const delivered = await receivedByPsychologist.waitFor(
      'the message',
      (one) => one.data.content === 'Halo, saya cemas',
    );
    expect(delivered.data.seq).toBe(3);
    await received.waitFor('ending_soon', (one) => one.data.status === 'ending_soon');
    await received.waitFor('completed', (one) => one.data.status === 'completed');
    await system.drain();
    expect(received.named('message').map((one) => one.data.content)).toEqual([
      AUTOMATED_MESSAGES.initial,
      AUTOMATED_MESSAGES.opening,
      'Halo, saya cemas',
      AUTOMATED_MESSAGES.closing,
    ]);
    expect(receivedByPsychologist.named('notification')[0]?.data.kind).toBe('session_opened');
    expect(watched.named('session-changed').map((one) => one.data.step)).toEqual([
      'initial-message',
      'enable-chat',
      'end-button',
      'auto-end',
    ]);
  });
});
