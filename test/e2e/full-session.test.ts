import { sessionResponse } from '../../src/api/shared/session-schema';
import { AUTOMATED_MESSAGES } from '../../src/sessions/automated-messages';
import { id as texts } from '../../src/web/i18n/id';
import { BoardPage } from '../support/pages/board-page';
import { BookingPage } from '../support/pages/booking-page';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { wallClock } from '../support/harness/session-harness';
import { PASSWORD, startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const { session: text } = texts;
const STARTS_IN_MS = 3_000;
const DURATION_MS = 10_000;

describeInBrowser('a full session on its own timers', ({ it, open, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({
      env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT4S', SESSION_MIN: 'PT1S' },
    });
  });
  afterAll(() => system.stop());

  it('runs from booking to the end in three windows without manual steps', async () => {
    const [client, psychologist, team] = [
      await system.addUser('client'),
      await system.addUser('psychologist'),
      await system.addUser('team'),
    ];
    const { page } = await open(system, '/book', { viewport: PHONE });
    await page.getByLabel(texts.signIn.email).fill(client.email);
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    const booking = new BookingPage(page);
    await booking.chooseTomorrow('14.00');
    await booking.confirm();
    await page.getByRole('link', { name: texts.booking.done.room }).click();
    const clientPage = new SessionPage(page);
    await clientPage.waitUntilLoaded();
    const sessionId = new URL(page.url()).pathname.split('/').pop() ?? '';
    const opened = await openAs(system, psychologist, { path: `/sessions/${sessionId}` });
    const psychologistPage = new SessionPage(opened.page);
    await psychologistPage.waitUntilLoaded();
    const board = new BoardPage((await openAs(system, team, { path: '/team' })).page);
    await board.isLive();
    const timeOrigin = await board.page.evaluate<number>('performance.timeOrigin');

    await rescheduleToSoon(sessionId);
    await page.getByText(/^Jadwal sesi ini diubah\. Waktu yang baru: /).waitFor();
    await board
      .card('pending', client)
      .getByText(/^Mulai dalam 0:0\d$/)
      .waitFor();
    await clientPage.waitForLastMessages(AUTOMATED_MESSAGES.initial);
    expect(await clientPage.composer.isDisabled()).toBe(true);

    await clientPage.waitUntilWritable();
    await psychologistPage.waitUntilWritable();
    await board
      .card('active', client)
      .getByText(/^Sisa 0:\d\d$/)
      .waitFor();
    await clientPage.sendMessage('Halo, saya cemas.');
    await psychologistPage.waitForLastMessages(AUTOMATED_MESSAGES.opening, 'Halo, saya cemas.');
    await psychologistPage.sendMessage('Saya di sini.');
    await clientPage.waitForLastMessages('Halo, saya cemas.', 'Saya di sini.');
    await clientPage.deliveryState('Halo, saya cemas.', 'read').waitFor();
    const present = board.card('active', client).getByText(texts.teamSessions.presence.present);
    await waitFor('both sides on the board', async () => (await present.count()) === 2);

    await Promise.all([clientPage.endButton.waitFor(), psychologistPage.endButton.waitFor()]);
    expect(await clientPage.countdown.innerText()).toMatch(/^0:0[0-4]$/);
    for (const side of [clientPage, psychologistPage]) {
      await side.page.getByRole('heading', { name: text.ended.completed }).waitFor();
      await side.waitForLastMessages('Saya di sini.', AUTOMATED_MESSAGES.closing);
      expect(await side.composer.count()).toBe(0);
    }
    await board
      .card('completed', client)
      .getByText(/^Selesai pukul/)
      .waitFor();
    expect(await board.card('active', client).count()).toBe(0);
    expect(await board.page.evaluate<number>('performance.timeOrigin')).toBe(timeOrigin);

    async function rescheduleToSoon(id: string): Promise<void> {
      const call = { as: client, reply: sessionResponse };
      const session = await system.call('GET', `/api/v1/chat/sessions/${id}`, call);
      const startsAt = Math.ceil((Date.now() + STARTS_IN_MS) / 1_000) * 1_000;
      const path = `/api/v1/counselings/${session.body.data.counselingId}/reschedule`;
      const body = wallClock(startsAt, startsAt + DURATION_MS);
      const moved = await system.call('PUT', path, { as: client, body });
      expect(moved.status).toBe(200);
    }
  });
});
