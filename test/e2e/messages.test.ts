import type { Page } from 'playwright-core';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../support/pages/browser-window';
import { createDirectMessage } from '../support/fixtures/care-pair';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

describeInBrowser('messages page', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  it('lets a psychologist and the team write to each other', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const team = await harness.system.addUser('team');
    const desktop = await openAs(harness.system, psychologist, {
      path: '/messages',
      viewport: DESKTOP,
    });
    await desktop.page.getByRole('link', { name: team.fullName }).click();
    const one = new SessionPage(desktop.page);
    await one.waitUntilWritable();
    await one.sendMessage('Ruang pukul dua bentrok.');
    await one.deliveryState('Ruang pukul dua bentrok.', 'sent').waitFor();
    const phone = await openAs(harness.system, team, { path: '/messages', viewport: PHONE });
    await phone.page.getByRole('link', { name: psychologist.fullName }).click();
    const other = new SessionPage(phone.page);
    await other.waitForLastMessages('Ruang pukul dua bentrok.');
    await one.deliveryState('Ruang pukul dua bentrok.', 'read').waitFor();
    await other.waitUntilWritable();
    await other.sendMessage('Saya pindahkan.');
    await one.waitForLastMessages('Ruang pukul dua bentrok.', 'Saya pindahkan.');
    // Other team members do not see it.
    const { body } = await harness.system.call('GET', '/api/v1/conversations', {
      as: harness.team,
    });
    expect(JSON.stringify(body)).not.toContain(psychologist.fullName);
  });

  it('says in the list and above the chat alike whether the other one is online', async () => {
    const { system, team } = harness;
    const psychologist = await system.addUser('psychologist');
    const { conversationId } = await createDirectMessage(system, {
      ...{ to: psychologist, from: team, text: 'Selamat pagi.' },
    });
    const path = `/messages/${conversationId}`;
    const { page } = await openAs(system, psychologist, { path, viewport: DESKTOP });
    const { messages, session } = texts;
    const parts = [
      page.getByRole('complementary', { name: messages.list }),
      page.getByRole('region', { name: messages.conversation }),
    ];
    for (const part of parts) await part.getByText(messages.presence.offline).waitFor();
    // In the app, though not in this conversation.
    await openAs(system, team, { path: '/team', viewport: DESKTOP });
    for (const part of parts) await part.getByText(messages.presence.online).waitFor();
    expect(await page.getByText(session.presence.here).count()).toBe(0);
  });

  it('notifies a psychologist on another page that a session opened, with a link', async () => {
    const session = await harness.createSession('pending');
    const page = await openSubscribed(session.psychologist, '/availability');
    expect((await harness.teamAction('start', session.sessionId)).body).toMatchObject({
      success: true,
    });
    await page.getByRole('button', { name: texts.layout.alerts.join }).click();
    await new SessionPage(page).waitUntilWritable();
    expect(new URL(page.url()).pathname).toBe(`/sessions/${session.sessionId}`);
  });

  it('notifies a client on another page that a session was cancelled', async () => {
    const session = await harness.createSession('pending');
    const page = await openSubscribed(session.client, '/book');
    expect((await harness.teamAction('cancel', session.sessionId)).body).toMatchObject({
      success: true,
    });
    await page.getByText(texts.layout.notifications.kind.session_cancelled).first().waitFor();
    await page.getByRole('button', { name: texts.layout.alerts.view }).click();
    await page.getByRole('heading', { level: 1, name: texts.mySessions.title }).waitFor();
  });

  /** Opens a page and waits until it has subscribed to notifications. */
  async function openSubscribed(user: TestUser, path: string): Promise<Page> {
    const blank = { path: '/site.webmanifest', viewport: PHONE };
    const { page } = await openAs(harness.system, user, blank);
    const received: string[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => received.push(String(payload))),
    );
    await page.goto(path);
    const attached = `"channel":"user:${user.id}"`;
    await waitFor('the notification channel', () =>
      received.some((frame) => frame.includes(attached)),
    );
    return page;
  }
});
