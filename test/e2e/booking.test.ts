import { z } from 'zod';
import { counselingResponse } from '../../src/api/counseling/counseling-schemas';
import { DateTime } from 'luxon';
import { id as texts } from '../../src/web/i18n/id';
import { BookingPage } from '../support/pages/booking-page';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { only } from '../support/harness/only';
import { SessionPage } from '../support/pages/session-page';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';

const { booking: text, mySessions } = texts;
const ZONE = 'Asia/Jakarta';

/** Tomorrow at this hour of the zone, as an ISO instant. */
const tomorrow = (hour: number, zone = ZONE): string =>
  DateTime.now().setZone(zone).plus({ days: 1 }).startOf('day').set({ hour }).toUTC().toISO() ?? '';

describeInBrowser('booking page', ({ it, openAs }) => {
  let system: TestSystem;
  let psychologist: TestUser;
  beforeAll(async () => {
    system = await startSystem();
    psychologist = await system.addUser('psychologist', { fullName: 'Putri Maharani' });
  });
  afterAll(() => system.stop());

  async function start(
    options: { path?: string; timezone?: string; viewport?: typeof PHONE } = {},
  ) {
    const client = await system.addUser('client');
    const window = await openAs(system, client, { path: '/book', ...options });
    return { client, window, page: window.page, booking: new BookingPage(window.page) };
  }

  const counselings = async (as: TestUser) => {
    const call = { as, reply: z.array(counselingResponse) };
    return (await system.call('GET', '/api/v1/counselings/user-sessions', call)).body.data;
  };

  it('books an available time and opens the waiting room on a phone', async () => {
    const { client, page, booking } = await start({ viewport: PHONE });
    await booking.chooseTomorrow('14.00');
    await page.getByText(psychologist.fullName).waitFor();
    await page.getByLabel(text.review.note).fill('Saya sulit tidur.');
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    const booked = only(await counselings(client));
    expect(booked).toMatchObject({
      scheduledAt: tomorrow(14),
      endsAt: tomorrow(15),
      method: 'chat',
      notes: 'Saya sulit tidur.',
      psychologist: { id: psychologist.id },
    });
    await page.getByRole('link', { name: text.done.room }).click();
    await page.getByRole('heading', { name: /^Sesi dibuka .*pukul 14\.00$/ }).waitFor();
    await page.getByText(texts.session.waiting.why).waitFor();
    expect(await page.getByRole('textbox').isDisabled()).toBe(true);
  });

  it('books once when the answer is lost and the client tries again', async () => {
    const { client, window, page, booking } = await start();
    window.allowError(/ERR_FAILED/);
    const keys: (string | undefined)[] = [];
    await page.route('**/counselings/book', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort('failed');
    });
    await booking.chooseTomorrow('11.00');
    await booking.confirm();
    await page.getByText(texts.errors.offline).waitFor();
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(await counselings(client)).toHaveLength(1);
  });

  it('books the same time for several weeks, or names the weeks that are not free', async () => {
    const { client, page, booking } = await start();
    const busy = DateTime.fromISO(tomorrow(16)).setZone(ZONE).plus({ weeks: 2 });
    await system.call('POST', '/api/v1/counselings/book', {
      as: client,
      body: {
        ...{ method: 'call', date: busy.toFormat('yyyy-MM-dd'), timezone: ZONE },
        ...{ startTime: '16:00', endTime: '16:30' },
      },
    });
    await booking.chooseTomorrow('16.00');
    const weeks = page.getByRole('combobox', { name: text.weeks.label });
    await weeks.selectOption({ label: 'Setiap minggu, 3 sesi' });
    await booking.confirm();
    const conflict = page.getByRole('alert').getByRole('listitem');
    await conflict.waitFor();
    expect(await conflict.innerText()).toBe(
      `${busy.setLocale('id').toFormat('cccc, d LLLL yyyy')}: ${text.weeks.reason.own}`,
    );
    expect(await counselings(client)).toHaveLength(1);
    await weeks.selectOption({ label: 'Setiap minggu, 2 sesi' });
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    await page.getByText('Dan 1 sesi berikutnya').waitFor();
    const starts = (await counselings(client)).map((one) => one.scheduledAt);
    const second = DateTime.fromISO(tomorrow(16)).plus({ weeks: 1 }).toUTC().toISO();
    expect(starts).toEqual(expect.arrayContaining([tomorrow(16), second]));
  });

  it('works with the keyboard alone', async () => {
    const { client, page, booking } = await start();
    await booking.heading(text.title).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe(texts.layout.skip);
    await page.keyboard.press('Enter');
    await tabTo(page, 'radio');
    await tabTo(page, 'radio', text.when.days);
    await page.keyboard.press('ArrowRight');
    await booking.slot('10.00').waitFor();
    await tabTo(page, 'radio', /^Jam mulai pada/);
    await page.keyboard.press('Space');
    await tabTo(page, 'button', texts.common.next);
    await page.keyboard.press('Enter');
    await booking.heading(text.review.title).waitFor();
    await tabTo(page, 'textbox');
    await page.keyboard.type('Lewat papan ketik');
    await tabTo(page, 'button', text.review.confirm);
    await page.keyboard.press('Enter');
    await booking.heading(text.done.title).waitFor();
    const booked = only(await counselings(client));
    expect(booked.notes).toBe('Lewat papan ketik');

    await tabTo(page, 'link', text.done.room);
    await page.keyboard.press('Enter');
    const sessionId = booked.chatSession?.sessionId ?? '';
    await page.waitForURL(`**/sessions/${sessionId}`);
    const team = await system.addUser('team');
    await system.call('POST', `/api/v1/team/sessions/${sessionId}/start`, { as: team });
    const chat = new SessionPage(page);
    await chat.waitUntilWritable();
    await tabTo(page, 'textbox');
    await page.keyboard.type('Halo lewat papan ketik');
    await page.keyboard.press('Enter');
    await chat.deliveryState('Halo lewat papan ketik', 'sent').waitFor({ state: 'attached' });
  });

  it("shows times in the client's zone with the psychologist's local time", async () => {
    const { client, page, booking } = await start({ timezone: 'Asia/Jayapura' });
    await booking.option(text.who.label, psychologist.fullName).check({ force: true });
    const isTomorrow = new RegExp(`^${text.when.tomorrow}`);
    await booking.option(text.when.days, isTomorrow).check({ force: true });
    await page
      .getByText(/^12\.00 WIB$/)
      .first()
      .waitFor();
    // Shortly after the client's midnight, the psychologist's day is still the previous one.
    await page
      .getByText(/^[A-Z][a-z]{2} 22\.00 WIB$/)
      .first()
      .waitFor();
    await booking.chooseTomorrow('14.00');
    await page.getByText(/^Waktu Putri Maharani: 12\.00–13\.00 WIB$/).waitFor();
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    const booked = only(await counselings(client));
    expect(booked.scheduledAt).toBe(tomorrow(14, 'Asia/Jayapura'));
    expect(booked.timezone).toBe('Asia/Jayapura');
  });

  it('offers the next available times when the slot was just booked', async () => {
    const { client, page, booking } = await start();
    await booking.chooseTomorrow('20.00');
    for (let count = 0; count < 5; count += 1) {
      const rival = await system.addUser('client');
      const date = tomorrow(20).slice(0, 10);
      const body = { method: 'chat', date, startTime: '20:00', endTime: '21:00', timezone: ZONE };
      await system.call('POST', '/api/v1/counselings/book', { as: rival, body });
    }
    await booking.confirm();
    const alert = page.getByRole('alert');
    await alert.getByText(texts.errors.nextSlots).waitFor();
    await alert.getByRole('button', { name: /21\.00$/ }).click();
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    expect(await counselings(client)).toMatchObject([{ scheduledAt: tomorrow(21) }]);
  });

  it('reschedules a booking and updates the calendar entry', async () => {
    const { client, page, booking } = await start();
    await booking.chooseTomorrow('08.00');
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    const before = await calendarEntry();
    await page.getByRole('link', { name: text.done.sessions }).click();
    await booking.change(booking.card(psychologist.fullName), 'reschedule');
    await booking.heading(text.reschedule.title).waitFor();
    const days = booking.option(text.when.days, new RegExp(`^${text.when.tomorrow}`));
    await days.check({ force: true });
    await booking.slot('09.30').check({ force: true });
    await page.getByRole('button', { name: /^Ubah ke .*09\.30$/ }).click();
    await booking.heading(text.done.rescheduledTitle).waitFor();
    const after = await calendarEntry();
    expect(after.uid).toBe(before.uid);
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect(await counselings(client)).toMatchObject([
      { scheduledAt: DateTime.fromISO(tomorrow(9)).plus({ minutes: 30 }).toUTC().toISO() },
    ]);

    async function calendarEntry(): Promise<{ uid: string; sequence: number }> {
      const link = page.getByRole('link', { name: text.done.calendar });
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      const ics = Buffer.concat(chunks).toString('utf8');
      return {
        uid: /^UID:(.+)$/m.exec(ics)?.[1]?.trim() ?? 'no uid',
        sequence: Number(/^SEQUENCE:(\d+)/m.exec(ics)?.[1]),
      };
    }
  });

  it('cancels a booking with an optional reason', async () => {
    const { client, page, booking } = await start();
    await booking.chooseTomorrow('11.00');
    await booking.confirm();
    await booking.heading(text.done.title).waitFor();
    await page.getByRole('link', { name: text.done.sessions }).click();
    await booking.change(booking.card(psychologist.fullName), 'cancel');
    const dialog = page.getByRole('dialog', { name: mySessions.cancelDialog.title });
    await dialog.getByLabel(mySessions.cancelDialog.reason).fill('Saya sakit');
    await dialog.getByRole('button', { name: mySessions.cancelDialog.confirm }).click();
    await page.getByText(mySessions.cancelDialog.done, { exact: true }).waitFor();
    await page.getByText(mySessions.empty.upcoming).waitFor();
    await page.getByRole('link', { name: mySessions.tabs.past }).click();
    await page.getByText('Alasan: Saya sakit').waitFor();
    expect(await counselings(client)).toMatchObject([{ status: 'cancelled' }]);
  });
});

/** Presses Tab until an element of this role has the focus; `name` is its own, or that of a radio group. */
async function tabTo(
  page: BookingPage['page'],
  role: 'radio' | 'button' | 'textbox' | 'link',
  name?: string | RegExp,
): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const candidates =
      role === 'radio' && name !== undefined
        ? page.getByRole('radiogroup', { name }).getByRole('radio')
        : page.getByRole(role, name === undefined ? {} : { name });
    if ((await candidates.and(focused).count()) > 0) return;
  }
  throw new Error(`Tab never reaches the ${role} ${String(name ?? '')}`);
}
