import { connectDirectClient } from '../../support/clients/direct-client';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { SessionHarness } from '../../support/harness/session-harness';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const INVISIBLE = ['\u200b', '\u2060', '\u2800', '\u00ad', '\0', ' \u200b\u2800\t\n\u00ad\0'];

describe('a message of which nothing can be seen', () => {
  it('is refused by every contract', async () => {
    const { system } = harness;
    const session = await harness.createSession('active');
    const { client, psychologist, sessionId } = session;
    const care = new CareFixture(system);
    await care.createPair({ client, psychologist });
    const support = new SupportFixture(system);
    const { id: roomId } = await support.openRoom(client);
    const tutoring = new TutoringFixture(system);
    const direct = await connectDirectClient(system, psychologist);
    const group = await tutoring.createGroup(psychologist, [client]);
    const before = await countMessages();
    for (const text of INVISIBLE) {
      const statuses = [
        (await harness.sendMessage(client, sessionId, text)).status,
        (await care.postMessage(client, { message_text: text })).status,
        (await support.call(client, 'POST', `/rooms/${roomId}`, { message: text })).status,
        (
          await tutoring.call('POST', psychologist, `/${group}/messages`, {
            ...{ type: 'text', content: { text } },
          })
        ).status,
      ];
      expect([text, statuses]).toEqual([text, [400, 400, 400, 400]]);
      const answer = await direct.send(harness.team, text);
      expect(answer).toMatchObject({ success: false, code: 'invalid-input' });
    }
    expect(await countMessages()).toBe(before);
    const stored = await harness.sendMessage(
      client,
      sessionId,
      'Halo\0 \x1b[31mApa\tkabar\r\nBaik',
    );
    expect(stored.body.data.content).toBe('Halo [31mApa\tkabar\nBaik');
  });

  async function countMessages(): Promise<number> {
    const [row] = await harness.system.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM messages',
    );
    return row?.count ?? 0;
  }
});
