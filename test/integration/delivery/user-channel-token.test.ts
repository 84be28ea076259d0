import { bookSession } from '../../support/fixtures/book-session';
import { recordUserChannel } from '../../support/recorders/ably-recorder';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

describe("the token for a person's own channel", () => {
  let system: TestSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let ear: AblyRecorder;
  beforeAll(async () => {
    system = await startSystem();
    client = await system.addUser('client');
    psychologist = await system.addUser('psychologist');
    ear = await recordUserChannel(system, psychologist);
  });
  afterAll(async () => {
    await ear.close();
    await system.stop();
  });

  it('carries notifications to them while no session of theirs is open', async () => {
    const { sessionId } = await bookSession(system, client, { psychologist });
    const heard = await ear.waitFor('a notification', ({ name }) => name === 'notification');
    expect(heard.channel).toBe(`user:${psychologist.id}`);
    expect(heard.data).toMatchObject({ kind: 'session_booked', sessionId });
  });

  it('opens no other channel, not even to somebody of their own sessions', async () => {
    const { sessionId } = await bookSession(system, client, { psychologist, startsIn: 7_200_000 });
    const closed = [`user:${client.id}`, `chat:session:${sessionId}`, 'team:sessions'];
    for (const channel of closed) {
      await expect(ear.client.channels.get(channel).attach()).rejects.toMatchObject({
        code: 40160,
      });
    }
  });

  it('lets nobody publish, and lasts thirty minutes', async () => {
    const own = ear.client.channels.get(`user:${psychologist.id}`);
    await expect(own.publish('notification', {})).rejects.toMatchObject({ code: 40160 });
    const { data } = (
      await system.call('GET', '/api/v1/notifications/ably-token', { as: psychologist })
    ).body;
    expect(data.token).toMatchObject({ ttl: 30 * 60_000, clientId: psychologist.id });
    expect(data.channelName).toBe(`user:${psychologist.id}`);
  });
});
