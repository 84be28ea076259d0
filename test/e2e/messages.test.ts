import type { Page } from 'playwright-core';
import { id as words } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

describeInBrowser('messages page', ({ it, openAs }) => {
  let stage: SessionHarness;
  beforeAll(async () => {
    stage = await SessionHarness.start();
  });
  afterAll(() => stage.stop());

  it('lets a psychologist and the team write to each other', async () => {
    const psychologist = await stage.system.addUser('psychologist');
    const team = await stage.system.addUser('team');
    const desk = await openAs(stage.system, psychologist, { path: '/messages', viewport: DESKTOP });
    await desk.page.getByRole('link', { name: team.fullName }).click();
    const one = new SessionPage(desk.page);
    await one.waitUntilWritable();
    await one.sendMessage('Ruang pukul dua bentrok.');
    await one.deliveryState('Ruang pukul dua bentrok.', 'sent').waitFor();
    const phone = await openAs(stage.system, team, { path: '/messages', viewport: PHONE });
    await phone.page.getByRole('link', { name: psychologist.fullName }).click();
    const other = new SessionPage(phone.page);
    await other.waitForLastMessages('Ruang pukul dua bentrok.');
    await one.deliveryState('Ruang pukul dua bentrok.', 'read').waitFor();
    await other.waitUntilWritable();
    await other.sendMessage('Saya pindahkan.');
    await one.waitForLastMessages('Ruang pukul dua bentrok.', 'Saya pindahkan.');
    // Not visible to others.
    const { body } = await stage.system.call('GET', '/api/v1/conversations', { as: stage.team });
    expect(JSON.stringify(body)).not.toContain(psychologist.fullName);
  });

  it('notifies a psychologist on another page that a session opened, with a link', async () => {
    const session = await stage.createSession('pending');
    const page = await listening(session.psychologist, '/availability');
    expect((await stage.teamAction('start', session.sessionId)).body).toMatchObject({
      success: true,
    });
    await page.getByRole('button', { name: words.layout.alerts.enter }).click();
    await new SessionPage(page).waitUntilWritable();
    expect(new URL(page.url()).pathname).toBe(`/sessions/${session.sessionId}`);
  });

  it('notifies a client on another page that a session was cancelled', async () => {
    const session = await stage.createSession('pending');
    const page = await listening(session.client, '/book');
    expect((await stage.teamAction('cancel', session.sessionId)).body).toMatchObject({
      success: true,
    });
    await page.getByText(words.layout.notifications.kind.session_cancelled).first().waitFor();
    await page.getByRole('button', { name: words.layout.alerts.see }).click();
    await page.getByRole('heading', { level: 1, name: words.mySessions.title }).waitFor();
  });

  /** A page whose line for news stands. */
  async function listening(person: TestUser, path: string): Promise<Page> {
    const blank = { path: '/site.webmanifest', viewport: PHONE };
    const { page } = await openAs(stage.system, person, blank);
    const received: string[] = [];
    page.on('websocket', (line) =>
      line.on('framereceived', ({ payload }) => received.push(String(payload))),
    );
    await page.goto(path);
    const attached = `"channel":"user:${person.id}"`;
    await waitFor('the notification channel', () =>
      received.some((frame) => frame.includes(attached)),
    );
    return page;
  }
});
