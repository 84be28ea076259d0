import { connectDirectClient } from '../../support/clients/direct-client';
import type { DirectClient } from '../../support/clients/direct-client';
import { connectHubClient } from '../../support/clients/hub-client';
import type { HubClient } from '../../support/clients/hub-client';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { waitFor } from '../../support/harness/wait-for';

let harness: SessionHarness;
let session: TestSession;
let care: CareFixture;
let tutoring: TutoringFixture;
let support: SupportFixture;
let direct: DirectClient;
let hub: HubClient;
let group: string;
let roomId: number;
beforeAll(async () => {
  harness = await SessionHarness.start();
  const { system } = harness;
  session = await harness.createSession('active');
  const { client, psychologist } = session;
  care = new CareFixture(system);
  await care.createPair({ client, psychologist });
  tutoring = new TutoringFixture(system);
  group = await tutoring.createGroup(psychologist, [client]);
  support = new SupportFixture(system);
  ({ id: roomId } = await support.openRoom(client));
  direct = await connectDirectClient(system, psychologist);
  hub = await connectHubClient(system, psychologist);
  await hub.join(group);
});
afterAll(() => harness.stop());

/** Sends a text by every contract, and returns how each refused it. */
async function refusals(text: string): Promise<Record<string, string>> {
  const { client, psychologist, sessionId } = session;
  const path = `/${group}/messages`;
  const body = { type: 'text', content: { text } };
  const sent = await tutoring.sendMessage(psychologist, group, 'Halo');
  const answers = {
    counseling: await harness.sendMessage(client, sessionId, text),
    care: await care.postMessage(client, { message_text: text }),
    support: await support.call(client, 'POST', `/rooms/${roomId}`, { message: text }),
    'a new support room': await support.call(client, 'POST', '/rooms', { message: text }),
    tutoring: await tutoring.call('POST', psychologist, path, body),
    'a changed message': await tutoring.call('PATCH', psychologist, `${path}/${sent.id}`, {
      content: { text },
    }),
    'a first message': await harness.system.call('POST', '/api/v1/conversations', {
      ...{ as: psychologist, body: { toId: harness.team.id, message: text } },
    }),
  };
  const byHttp = Object.entries(answers).map(([way, answer]) => [
    way,
    `${answer.status} ${answer.body.code}`,
  ]);
  const acknowledged = await direct.send(harness.team, text);
  return {
    ...(Object.fromEntries(byHttp) as Record<string, string>),
    direct: acknowledged.success ? 'accepted' : `400 ${acknowledged.code}`,
    'the hub': await refusalByHub(text),
  };
}

async function refusalByHub(text: string): Promise<string> {
  const before = hub.eventsOf('error').length;
  hub.send('send_message', { conversationId: group, type: 'text', content: { text } });
  const answer = await waitFor(
    'the answer of the hub',
    () => hub.eventsOf('error')[before] ?? hub.eventsOf('message_sent')[0],
  );
  return 'code' in answer ? `400 ${answer.code}` : 'accepted';
}

const REFUSED_EVERYWHERE = Object.fromEntries(
  [
    ...['counseling', 'care', 'support', 'a new support room', 'tutoring', 'a changed message'],
    ...['a first message', 'direct', 'the hub'],
  ].map((way) => [way, '400 invalid-input']),
);

async function countMessages(): Promise<number> {
  const [row] = await harness.system.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM messages',
  );
  return row?.count ?? -1;
}

async function expectRefused(text: string): Promise<void> {
  const before = await countMessages();
  expect(await refusals(text)).toEqual(REFUSED_EVERYWHERE);
  // The one that is changed.
  expect(await countMessages()).toBe(before + 1);
}

describe('every contract', () => {
  it.each(['\u200b', '\u2060', '\u2800', '\u00ad', '\0', ' \u200b\u2800\t\n\u00ad'])(
    'refuses a message of which nothing can be seen: %j',
    expectRefused,
  );

  it.each(['Halo\0', '\0Halo', 'Halo \x1b[31mApa', 'Ha\x07lo', 'Halo\x7f', 'Ha\x9blo'])(
    'refuses a message with a control character: %j',
    expectRefused,
  );

  it('keeps tabs and line breaks', async () => {
    const { client, sessionId } = session;
    const { body } = await harness.sendMessage(client, sessionId, 'Apa\tkabar?\r\nBaik');
    expect(body.data.content).toBe('Apa\tkabar?\nBaik');
  });

  it('says what is wrong with it', async () => {
    const { client, sessionId } = session;
    const empty = await harness.sendMessage(client, sessionId, '\u2800');
    expect(empty.text).toContain('must not be empty');
    const { text } = await harness.sendMessage(client, sessionId, 'Halo\0');
    expect(text).toContain('must not contain control characters other than tabs and line breaks');
  });
});
