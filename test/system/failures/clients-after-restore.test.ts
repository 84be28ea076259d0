import { createActiveSession } from '../../support/fixtures/active-session';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { SessionPage } from '../../support/pages/session-page';
import { SupportClient } from '../../support/clients/support-client';
import { ReplacedDatabase } from '../../support/servers/replaced-database';

const EPOCH = 'x-database-epoch';

/** The restored database gives out the ids and `seq` of lost messages again. */
describeInBrowser('clients of a database that was replaced by an older copy', ({ it, openAs }) => {
  let system: TestSystem;
  let database: ReplacedDatabase;
  beforeEach(async () => {
    system = await startSystem();
    database = await ReplacedDatabase.of(system);
  });
  afterEach(async () => {
    await system.stop();
    await database.close();
  });

  const accept = (send: () => Promise<{ status: number }>): Promise<true> =>
    waitFor('an accepted message', async () => ((await send()).status === 201 ? true : undefined));

  it('the web app shows what the database has, and nothing that was lost', async () => {
    const { sessionId, client, psychologist } = await createActiveSession(system);
    const send = (as: TestUser, message: string) =>
      accept(() =>
        system.call('POST', '/api/v1/chat/messages', {
          as,
          body: { sessionId, message, messageType: 'text' },
        }),
      );
    await send(psychologist, 'disimpan');
    await system.drain();
    const epochBefore = (await system.call('GET', '/api/v1/notifications', { as: client })).headers;
    await database.backUp();
    const window = await openAs(system, client, { path: `/sessions/${sessionId}` });
    window.allowError(/503|Failed to load resource/);
    const page = new SessionPage(window.page);
    await send(psychologist, 'hilang satu');
    await send(psychologist, 'hilang dua');
    await page.waitForLastMessages('disimpan', 'hilang satu', 'hilang dua');
    await system.drain();
    await database.restore();
    // As many as were lost: the page knows their `seq` already.
    await send(psychologist, 'baru satu');
    await send(psychologist, 'baru dua');
    await page.waitForLastMessages('disimpan', 'baru satu', 'baru dua');
    expect((await page.texts()).filter((text) => text.startsWith('hilang'))).toEqual([]);
    const after = (await system.call('GET', '/api/v1/notifications', { as: client })).headers;
    expect(epochBefore.get(EPOCH)).toMatch(/^[\w-]{12}$/);
    expect(after.get(EPOCH)).not.toBe(epochBefore.get(EPOCH));
  }, 120_000);

  it('WebSocket and SSE clients that were away miss no message under the `seq` of a lost one', async () => {
    const care = new CareFixture(system);
    const pair = await care.createPair();
    const careId = await care.startConversation(pair, 'mulai');
    const support = new SupportFixture(system);
    const { customer, admin } = await support.createUsers();
    const { id: roomId } = await support.openRoom(customer, 'mulai');
    const send = async (text: string): Promise<void> => {
      await accept(() => care.postMessage(pair.client, { message_text: text }));
      await accept(() => support.call(customer, 'POST', `/rooms/${roomId}`, { message: text }));
    };
    await database.backUp();
    const socket = await care.connect(pair.psychologist, careId);
    const stream = await SupportClient.open(system.url, roomId, { as: admin });
    for (const text of ['hilang satu', 'hilang dua']) await send(text);
    await waitFor('the lost messages', () =>
      [socket.texts.length, stream.eventsOf('message').length].every((count) => count === 2),
    );
    const seq = socket.framesOf('new_message').at(-1)?.message.seq ?? 0;
    socket.socket.close();
    await stream.close();
    await database.restore();
    for (const text of ['baru satu', 'baru dua', 'baru tiga']) await send(text);
    const careAgain = await care.connect(pair.psychologist, careId, `&after_seq=${seq}`);
    const resumed = { as: admin, lastEventId: stream.lastEventId ?? '' };
    const streamAgain = await SupportClient.open(system.url, roomId, resumed);
    const expected = ['baru satu', 'baru dua', 'baru tiga'];
    await waitFor('the messages', () => careAgain.texts.length >= expected.length);
    await waitFor('the messages', () => streamAgain.eventsOf('message').length >= expected.length);
    expect(careAgain.texts).toEqual(expected);
    expect(streamAgain.eventsOf('message').map(({ message }) => message)).toEqual(expected);
    await streamAgain.close();
  }, 120_000);
});
