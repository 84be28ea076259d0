import { DateTime } from 'luxon';
import type { Locator, Page } from 'playwright-core';
import type { ListedPsychologist } from '../../src/sessions/availability/list-psychologists';
import { id as texts } from '../../src/web/i18n/id';
import { bookSession } from '../support/fixtures/book-session';
import { describeInBrowser } from '../support/pages/browser-tests';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';

const { availability, common } = texts;
const { week, timeOff } = availability;

describeInBrowser('availability page', ({ it, openAs }) => {
  let system: TestSystem;
  let psychologist: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
  });
  beforeEach(async () => {
    psychologist = await system.addUser('psychologist');
  });
  afterAll(() => system.stop());

  async function start(hours?: object[]): Promise<Page> {
    if (hours) {
      const path = '/api/v1/psychologists/me/hours';
      await system.call('PUT', path, { as: psychologist, body: { hours } });
    }
    const { page } = await openAs(system, psychologist, { path: '/availability' });
    await page.getByRole('heading', { name: week.title }).waitFor();
    return page;
  }
  async function own(): Promise<ListedPsychologist | undefined> {
    const { body } = await system.call<ListedPsychologist[]>('GET', '/api/v1/psychologists', {
      as: psychologist,
    });
    return body.data.find(({ id }) => id === psychologist.id);
  }
  const time = (page: Page, name: string): Locator =>
    page.getByRole('combobox', { name, exact: true });

  it('saves exactly the entered hours, by keyboard alone', async () => {
    const page = await start([]);
    await page.getByRole('button', { name: 'Tambah jam pada hari Selasa' }).press('Enter');
    await time(page, 'Selasa, mulai').press('Enter');
    await page.getByRole('option', { name: '09.00', exact: true }).waitFor();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await time(page, 'Selasa, mulai').innerText()).toBe('09.30');
    await page.getByRole('button', { name: 'Salin jam hari Selasa ke semua hari' }).press('Enter');
    await page
      .getByRole('button', { name: 'Hapus jam 09.30–17.00 pada hari Minggu' })
      .press('Enter');
    await page.getByRole('button', { name: common.save }).press('Enter');
    await page.getByText(week.saved).waitFor();
    const days = [1, 2, 3, 4, 5, 6].map((weekday) => ({
      weekday,
      startTime: '09:30',
      endTime: '17:00',
    }));
    expect((await own())?.weeklyHours).toEqual(days);
    expect(await page.getByText(week.unsaved).count()).toBe(0);
  });

  it('marks overlapping hours and saves nothing until they are fixed', async () => {
    const page = await start([{ weekday: 1, startTime: '09:00', endTime: '12:00' }]);
    await page.getByRole('button', { name: 'Tambah jam pada hari Senin' }).click();
    const second = time(page, 'Senin, mulai').nth(1);
    await second.click();
    await page.getByRole('option', { name: '11.00', exact: true }).click();
    await page.getByRole('button', { name: common.save }).click();
    await page.getByRole('alert').getByText(week.hasErrors).waitFor();
    expect(await second.getAttribute('aria-invalid')).toBe('true');
    await page.getByText(week.errors.overlap).waitFor();
    expect(await page.locator(':focus').getAttribute('aria-invalid')).toBe('true');
    expect((await own())?.weeklyHours).toHaveLength(1);
    await second.click();
    await page.getByRole('option', { name: '13.00', exact: true }).click();
    await page.getByRole('button', { name: common.save }).click();
    await page.getByText(week.saved).waitFor();
    expect((await own())?.weeklyHours).toHaveLength(2);
  });

  it('discards unsaved hours', async () => {
    const page = await start([{ weekday: 1, startTime: '09:00', endTime: '24:00' }]);
    expect(await time(page, 'Senin, selesai').innerText()).toBe('24.00');
    await page.getByRole('button', { name: 'Hapus jam 09.00–24.00 pada hari Senin' }).click();
    await page.getByRole('button', { name: week.discard }).click();
    await time(page, 'Senin, selesai').waitFor();
    expect(await page.getByText(week.unsaved).count()).toBe(0);
  });

  it('accepts valid time off and rejects invalid time off', async () => {
    const page = await start();
    await page.getByRole('button', { name: timeOff.add }).click();
    await page.getByLabel(timeOff.start, { exact: true }).fill('2030-01-02T09:00');
    await page.getByLabel(timeOff.end, { exact: true }).fill('2030-01-02T09:00');
    await page.getByRole('button', { name: timeOff.add }).click();
    await page.getByText(timeOff.errors.far).or(page.getByText(timeOff.errors.backwards)).waitFor();
    await page.getByLabel(timeOff.end, { exact: true }).fill('');
    await page.getByText(timeOff.errors.missing).waitFor();
    expect((await own())?.timeOff).toEqual([]);
  });

  it('takes time off in the zone of the hours, wherever the device is', async () => {
    const { page } = await openAs(system, psychologist, {
      path: '/availability',
      timezone: 'America/New_York',
    });
    await page.getByRole('button', { name: timeOff.add }).click();
    const day = DateTime.now().setZone('Asia/Jakarta').plus({ days: 3 });
    await page.getByLabel(timeOff.start, { exact: true }).fill(day.toFormat("yyyy-MM-dd'T09:00'"));
    await page.getByLabel(timeOff.end, { exact: true }).fill(day.toFormat("yyyy-MM-dd'T17:30'"));
    await page.getByText('Waktu mengikuti zona waktu jam praktik (WIB).').waitFor();
    await page.getByRole('button', { name: timeOff.add }).click();
    await page.getByText(timeOff.added).waitFor();
    const expected = day.startOf('day');
    expect((await own())?.timeOff).toMatchObject([
      {
        startsAt: expected.set({ hour: 9 }).toUTC().toISO(),
        endsAt: expected.set({ hour: 17, minute: 30 }).toUTC().toISO(),
      },
    ]);
    await page.getByText(/09\.00 sampai .*17\.30/).waitFor();
  });

  it('adds and removes hours of a single date', async () => {
    const page = await start([]);
    await page.getByRole('button', { name: availability.dates.add }).click();
    const day = DateTime.now().setZone('Asia/Jakarta').plus({ days: 9 }).setLocale('id');
    const date = day.toFormat('yyyy-MM-dd');
    const field = page.getByLabel(availability.dates.date, { exact: true });
    await field.fill('2020-01-01');
    await page.getByRole('button', { name: common.save }).click();
    await page.getByText(availability.dates.errors.missing).waitFor();
    await field.fill(date);
    await page.getByRole('button', { name: common.save }).click();
    await page.getByText(availability.dates.saved).waitFor();
    await page.getByText('09.00–17.00').waitFor();
    expect((await own())?.dates).toEqual([
      { date, hours: [{ startTime: '09:00', endTime: '17:00' }] },
    ]);
    await page.getByRole('button', { name: /^Hapus jam khusus/ }).click();
    await page.getByText(availability.dates.removed).waitFor();
    expect((await own())?.dates).toEqual([]);
  });

  it('saves the time between sessions as soon as it is chosen', async () => {
    const page = await start();
    await page.getByRole('combobox', { name: availability.buffer.label }).click();
    await page.getByRole('option', { name: '15 menit', exact: true }).click();
    await page.getByText(availability.buffer.saved).waitFor();
    expect((await own())?.bufferMinutes).toBe(15);
  });

  it('offers to move or cancel each booking outside the changed hours', async () => {
    const clients = [await system.addUser('client'), await system.addUser('client')];
    for (const [index, client] of clients.entries()) {
      const startsIn = (48 + index) * 3_600_000;
      await bookSession(system, client, { psychologist, startsIn });
    }
    const page = await start();
    await page.getByRole('button', { name: timeOff.add }).click();
    const at = (days: number): string =>
      DateTime.now().setZone('Asia/Jakarta').plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm");
    await page.getByLabel(timeOff.start, { exact: true }).fill(at(1));
    await page.getByLabel(timeOff.end, { exact: true }).fill(at(3));
    await page.getByRole('button', { name: timeOff.add }).click();
    await page.getByText('2 sesi terjadwal jatuh di luar jam praktik').waitFor();
    const [first, second] = clients;
    const item = (client?: TestUser): Locator =>
      page.getByRole('listitem').filter({ hasText: client?.fullName ?? '' });
    await item(first).getByRole('button', { name: availability.affected.cancel }).click();
    await page.getByRole('button', { name: texts.today.cancelDialog.confirm }).click();
    await page.getByText('1 sesi terjadwal jatuh di luar jam praktik').waitFor();
    await item(second).getByRole('link', { name: availability.affected.move }).click();
    await page.getByRole('heading', { level: 1, name: texts.booking.reschedule.title }).waitFor();
    const date = DateTime.now().setZone('Asia/Jakarta').plus({ days: 5 }).toFormat('yyyy-MM-dd');
    await page.getByLabel(texts.booking.when.otherDay).fill(date);
    const group = page.getByRole('radiogroup', { name: /^Jam mulai pada/ });
    await group.getByRole('radio', { name: /^10\.00/ }).check({ force: true });
    await page.getByRole('button', { name: /^Ubah ke/ }).click();
    await page.getByText(texts.booking.move.done, { exact: true }).waitFor();
    const { body } = await system.call('GET', '/api/v1/counselings/user-sessions', { as: second });
    expect(body.data).toMatchObject([{ startsAtLocal: `${date}T10:00:00+07:00` }]);
    const received = await system.call('GET', '/api/v1/notifications', { as: second });
    expect(received.body.data).toMatchObject([
      { kind: 'session_rescheduled' },
      { kind: 'session_outside_hours' },
      { kind: 'session_invited' },
    ]);
  });
});
