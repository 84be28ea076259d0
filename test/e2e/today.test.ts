import { unreadResponse } from '../../src/api/counseling/counseling-schemas';
import type { Page } from 'playwright-core';
import { id as texts } from '../../src/web/i18n/id';
import { bookSession } from '../support/fixtures/book-session';
import type { BookedSession } from '../support/fixtures/book-session';
import { describeInBrowser } from '../support/pages/browser-tests';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const { today, session, layout } = texts;
const TODAY = { path: '/today' };

describeInBrowser('today page', ({ it, openAs }) => {
  let system: TestSystem;
  let team: TestUser;
  let psychologist: TestUser;
  beforeAll(async () => {
    system = await startSystem();
    team = await system.addUser('team');
  });
  beforeEach(async () => {
    psychologist = await system.addUser('psychologist');
  });
  afterAll(() => system.stop());

  type Appointment = BookedSession & { client: TestUser };
  async function appointment(fullName: string, options: object = {}): Promise<Appointment> {
    const client = await system.addUser('client', { fullName });
    return { client, ...(await bookSession(system, client, { psychologist, ...options })) };
  }
  const startSession = ({ sessionId }: Appointment) =>
    system.call('POST', `/api/v1/team/sessions/${sessionId}/start`, { as: team });
  const sendMessage = ({ sessionId, client }: Appointment, message: string) =>
    system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message, messageType: 'text' },
    });
  const panel = (page: Page, name: string) =>
    page.getByRole('region', { name: `Sesi dengan ${name}` });
  const agenda = (page: Page) => page.getByRole('region', { name: today.agenda.label });

  it('lists bookings by time with client notes and opens the session', async () => {
    // Around midnight the sessions may fall on two days: opens the day of the later one.
    const late = await appointment('Citra', { startsIn: 3_600_000, notes: 'Saya sulit tidur.' });
    await appointment('Andi', { startsIn: 60_000, lasts: 1_200_000 });
    const day = late.response.body.data.startsAtLocal.slice(0, 10);
    const { page } = await openAs(system, psychologist, { path: `/today?day=${day}` });
    const items = agenda(page).getByRole('listitem');
    const last = items.last();
    await last.getByRole('heading', { name: 'Citra' }).waitFor();
    const note = last.getByText('Saya sulit tidur.');
    expect(await note.isVisible()).toBe(false);
    await last.getByText(today.agenda.note).click();
    expect(await note.isVisible()).toBe(true);
    await last.getByRole('link', { name: new RegExp(today.agenda.wait) }).click();
    await page.getByText(session.waiting.why).waitFor();
    await page.getByRole('link', { name: session.back }).click();
    await page.getByRole('heading', { level: 1, name: today.title }).waitFor();
  });

  it('opens live sessions side by side, counts unread separately and keeps ended ones', async () => {
    const [one, two] = [await appointment('Citra'), await appointment('Andi')];
    const { page } = await openAs(system, psychologist, TODAY);
    await agenda(page).waitFor();
    await startSession(one);
    await startSession(two);
    const [citra, andi] = [panel(page, 'Citra'), panel(page, 'Andi')];
    const composer = citra.getByRole('textbox', { name: session.composer.label });
    await composer.fill('Halo Citra');
    await composer.press('Enter');
    await waitFor('the message in the history', async () => {
      const path = `/api/v1/chat/history?sessionId=${one.sessionId}`;
      return (await system.call('GET', path, { as: one.client })).text.includes('Halo Citra');
    });
    await sendMessage(two, 'Saya di sini');
    await andi.getByText('Saya di sini', { exact: true }).waitFor();
    await waitFor('Andi to be unread', async () => (await unread(two)) > 0);
    expect(await unread(one)).toBe(0);
    await andi.getByRole('textbox').focus();
    await waitFor('Andi to be read', async () => (await unread(two)) === 0);

    await system.call('PUT', `/api/v1/chat/sessions/${two.sessionId}/end`, { as: two.client });
    await andi.getByText(session.ended.completed).waitFor();
    await andi.getByRole('button', { name: 'Tutup ruang Andi' }).click();
    await andi.waitFor({ state: 'detached' });
    await citra.getByText('Halo Citra', { exact: true }).waitFor();
  });

  async function unread({ sessionId }: Appointment): Promise<number> {
    const path = `/api/v1/chat/sessions/${sessionId}/unread-count`;
    const call = { as: psychologist, reply: unreadResponse };
    return (await system.call('GET', path, call)).body.data.unreadCount;
  }

  it('cancels a session with a reason the client can read', async () => {
    const { client, counselingId } = await appointment('Citra', { startsIn: 120_000 });
    const { page } = await openAs(system, psychologist, TODAY);
    await agenda(page)
      .getByRole('button', { name: new RegExp(`${today.agenda.cancel}.*Citra`) })
      .click();
    const dialog = page.getByRole('dialog', { name: today.cancelDialog.title });
    await dialog.getByRole('textbox').fill('Saya sakit. Silakan pilih waktu lain.');
    await dialog.getByRole('button', { name: today.cancelDialog.confirm }).click();
    await page.getByText(today.cancelDialog.doneText).waitFor();
    await agenda(page).getByText(today.agenda.status.cancelled).waitFor();
    const response = await system.call('GET', `/api/v1/counselings/${counselingId}`, {
      as: client,
    });
    expect(response.body.data).toMatchObject({
      status: 'cancelled',
      cancelReason: 'Saya sakit. Silakan pilih waktu lain.',
    });
  });

  it('moves between days by keyboard', async () => {
    const { page } = await openAs(system, psychologist, TODAY);
    await agenda(page).getByRole('button', { name: today.agenda.nextDay }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: today.agenda.toAvailability }).waitFor();
    expect(page.url()).toMatch(/day=\d{4}-\d{2}-\d{2}/);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe(today.agenda.backToToday);
    await page.keyboard.press('Enter');
    await waitFor('the URL of today', () => !page.url().includes('day='));
    await page.getByRole('link', { name: layout.nav.availability, exact: true }).waitFor();
  });
});
