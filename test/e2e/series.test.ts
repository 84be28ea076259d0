import { DateTime } from 'luxon';
import type { BookedSeries } from '../../src/sessions/booking/book-series';
import { id as texts } from '../../src/web/i18n/id';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem, TestUser } from '../support/harness/test-system';
import { BookingPage } from '../support/pages/booking-page';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';

const { mySessions, series, teamSessions } = texts;
const ZONE = 'Asia/Jakarta';
const HORIZON_DAYS = 10;

describeInBrowser('weekly series and the booking window', ({ it, openAs }) => {
  let system: TestSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let team: TestUser;
  beforeAll(async () => {
    const env = { CHANGE_NOTICE: 'PT72H', BOOKING_HORIZON: `P${HORIZON_DAYS}D` };
    system = await startSystem({ env });
    team = await system.addUser('team');
  });
  beforeEach(async () => {
    client = await system.addUser('client');
    psychologist = await system.addUser('psychologist', { fullName: 'Putri Maharani' });
  });
  afterAll(() => system.stop());

  /** Tomorrow, when the client can no longer cancel, and a week later. */
  async function bookSeries(): Promise<BookedSeries['counselings']> {
    const start = DateTime.now().setZone(ZONE).plus({ days: 1 }).startOf('day').set({ hour: 10 });
    const booked = await system.call<BookedSeries>('POST', '/api/v1/counselings/book-series', {
      as: client,
      body: {
        ...{ method: 'chat', date: start.toFormat('yyyy-MM-dd'), timezone: ZONE, weeks: 2 },
        ...{ startTime: '10:00', endTime: '11:00', psychologistId: psychologist.id },
      },
    });
    expect(booked.status).toBe(201);
    return booked.body.data.counselings;
  }

  const rowsOf = (counselings: BookedSeries['counselings'], results: string[]): string[] =>
    counselings.map(({ scheduledAt }, index) => {
      const time = DateTime.fromISO(scheduledAt, { zone: ZONE }).setLocale('id');
      return `${time.toFormat('ccc, d LLL, HH.mm')}\n${results[index]}`;
    });

  it('is cancelled by its client as a whole; each session is named with its result', async () => {
    const counselings = await bookSeries();
    const { page } = await openAs(system, client, { path: '/sessions', viewport: PHONE });
    await page
      .getByRole('button', { name: /^Tindakan lain/ })
      .last()
      .click();
    await page.getByRole('menuitem', { name: series.cancel }).click();
    const dialog = page.getByRole('dialog', { name: series.title });
    await dialog.getByText(series.text.replace('{{name}}', psychologist.fullName)).waitFor();
    await dialog.getByRole('button', { name: series.confirm }).click();
    const done = page.getByRole('dialog', { name: '1 sesi dibatalkan' });
    await done.getByText(series.someKept).waitFor();
    expect(await done.getByRole('listitem').allInnerTexts()).toEqual(
      rowsOf(counselings, [series.result['too-late-to-change'], series.result.cancelled]),
    );
    // The list behind it is up to date before the dialog closes.
    await page.getByText(mySessions.tooLate).waitFor();
    await done.getByRole('button', { name: series.close }).click();
    await done.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: /^Tindakan lain/ }).count()).toBe(1);
  });

  it('is cancelled by the team with a reason', async () => {
    const counselings = await bookSeries();
    const sessionId = counselings[0]?.chatSession?.sessionId ?? '';
    const { page } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    await page.getByRole('button', { name: teamSessions.action.cancelSeries }).click();
    const dialog = page.getByRole('dialog', { name: series.title });
    await dialog.getByText(series.teamText).waitFor();
    await dialog.getByRole('button', { name: series.confirm }).click();
    await dialog.getByText(teamSessions.action.reasonMissing).waitFor();
    await dialog.getByLabel(teamSessions.action.reason).fill('Psikolog berhalangan');
    await dialog.getByRole('button', { name: series.confirm }).click();
    const done = page.getByRole('dialog', { name: '2 sesi dibatalkan' });
    const { cancelled } = series.result;
    await done.getByRole('listitem').first().waitFor();
    expect(await done.getByRole('listitem').allInnerTexts()).toEqual(
      rowsOf(counselings, [cancelled, cancelled]),
    );
    await done.getByRole('button', { name: series.close }).click();
    await page.getByText(teamSessions.cancelledBy.team).waitFor();
  });

  it('offers the days up to the booking horizon, and none after it', async () => {
    const { page } = await openAs(system, client, { path: '/book' });
    const booking = new BookingPage(page);
    const last = DateTime.now().setZone(ZONE).plus({ days: HORIZON_DAYS });
    const other = page.getByLabel(texts.booking.when.otherDay);
    await page.locator(`input[type=date][max="${last.toFormat('yyyy-MM-dd')}"]`).waitFor();
    const days = booking.option(texts.booking.when.days, /./);
    expect(await days.count()).toBe(HORIZON_DAYS + 1);
    await other.fill(last.plus({ days: 1 }).toFormat('yyyy-MM-dd'));
    expect(await days.count()).toBe(HORIZON_DAYS + 1);
  });
});
