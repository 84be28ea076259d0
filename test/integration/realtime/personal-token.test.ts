import { book } from '../../support/book';
import { listenToOwn } from '../../support/listener';
import type { Listener } from '../../support/listener';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';

describe("the token for a person's own channel", () => {
  let system: TestSystem;
  let client: TestPerson;
  let psychologist: TestPerson;
  let ear: Listener;
  beforeAll(async () => {
    system = await startSystem();
    client = await system.addPerson('client');
    psychologist = await system.addPerson('psychologist');
    ear = await listenToOwn(system, psychologist);
  });
  afterAll(async () => {
    await ear.close();
    await system.stop();
  });

  it('carries notifications to them while no session of theirs is open', async () => {
    const { sessionId } = await book(system, client, { psychologist });
    const heard = await ear.hear('a notification', ({ name }) => name === 'notification');
    expect(heard.channel).toBe(`user:${psychologist.id}`);
    expect(heard.data).toMatchObject({ kind: 'session_booked', sessionId });
  });

  it('opens no other channel, not even to somebody of their own sessions', async () => {
    const { sessionId } = await book(system, client, { psychologist, startsIn: 7_200_000 });
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
