import { notificationTokenResponse } from '../../../src/api/counseling/counseling-schemas';
import { bookSession } from '../../support/fixtures/book-session';
import { recordUserChannel } from '../../support/recorders/ably-recorder';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

describe('a user channel token', () => {
  let system: TestSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let recorder: AblyRecorder;
  beforeAll(async () => {
    system = await startSystem();
    client = await system.addUser('client');
    psychologist = await system.addUser('psychologist');
    recorder = await recordUserChannel(system, psychologist);
  });
  afterAll(async () => {
    await recorder.close();
    await system.stop();
  });

  it('receives notifications while no session is open', async () => {
    const { sessionId } = await bookSession(system, client, { psychologist });
    const received = await recorder.waitFor(
      'a notification',
      ({ name }) => name === 'notification',
    );
    expect(received.channel).toBe(`user:${psychologist.id}`);
    expect(received.data).toMatchObject({ kind: 'session_booked', sessionId });
  });

  it('grants no other channel, not even of own sessions', async () => {
    const { sessionId } = await bookSession(system, client, { psychologist, startsIn: 7_200_000 });
    const closed = [`user:${client.id}`, `chat:session:${sessionId}`, 'team:sessions'];
    for (const channel of closed) {
      await expect(recorder.client.channels.get(channel).attach()).rejects.toMatchObject({
        code: 40160,
      });
    }
  });

  it('grants no publishing and lasts 30 minutes', async () => {
    const own = recorder.client.channels.get(`user:${psychologist.id}`);
    await expect(own.publish('notification', {})).rejects.toMatchObject({ code: 40160 });
    const call = { as: psychologist, reply: notificationTokenResponse };
    const { data } = (await system.call('GET', '/api/v1/notifications/ably-token', call)).body;
    expect(data.token).toMatchObject({ ttl: 30 * 60_000, clientId: psychologist.id });
    expect(data.channelName).toBe(`user:${psychologist.id}`);
  });
});
