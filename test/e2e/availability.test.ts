import type { Locator, Page } from 'playwright-core';
import type { ListedPsychologist } from '../../src/sessions/availability/list-psychologists';
import { id as texts } from '../../src/web/i18n/id';
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
});
