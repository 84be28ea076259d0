import { DateTime } from 'luxon';
import type { Locator, Page } from 'playwright-core';
import { id as words } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';

const { today, availability, layout } = words;
const MANY = 5;

interface ListedPsychologist {
  id: string;
  weeklyHours: { weekday: number }[];
  timeOff: unknown[];
}

describeInBrowser('psychologist pages', ({ it, openAs }) => {
  let stage: SessionHarness;
  beforeAll(async () => {
    stage = await SessionHarness.start();
  });
  afterAll(() => stage.stop());

  /** As many running sessions as one psychologist may have. */
  async function manyRunning(): Promise<{ psychologist: TestUser; sessions: TestSession[] }> {
    const psychologist = await stage.system.addUser('psychologist');
    const sessions: TestSession[] = [];
    for (let count = 0; count < MANY; count += 1) sessions.push(await stage.book({ psychologist }));
    for (const session of sessions) await stage.teamAction('start', session.sessionId);
    await stage.system.drain();
    return { psychologist, sessions };
  }

  it('shows five sessions side by side, each with its own messages', async () => {
    const { psychologist, sessions } = await manyRunning();
    const viewport = { width: 1920, height: 1000 };
    const { page } = await openAs(stage.system, psychologist, { path: '/today', viewport });
    const places = sessions.map(({ client }) => ({ client, place: placeOf(page, client) }));
    for (const { client, place } of places) {
      const room = new SessionPage(page, place);
      await room.waitUntilWritable();
      await room.sendMessage(`Selamat pagi, ${client.fullName}`);
    }
    for (const [index, { client, place }] of places.entries()) {
      const session = sessions[index];
      if (!session) throw new Error('A place without a session');
      await place.getByText(`Selamat pagi, ${client.fullName}`).waitFor();
      await stage.system.drain();
      expect(await stage.texts(session)).toContain(`Selamat pagi, ${client.fullName}`);
      expect(await place.getByText('Selamat pagi').count()).toBe(1);
    }
  });

  it('links live sessions on a phone, with the unread count of each', async () => {
    const { psychologist, sessions } = await manyRunning();
    const { page } = await openAs(stage.system, psychologist, { path: '/today', viewport: PHONE });
    const strip = page.getByRole('navigation', { name: today.live.label });
    const [first, second] = sessions;
    if (!first || !second) throw new Error('There are five');
    const way = ({ client }: TestSession): Locator =>
      strip.getByRole('link', { name: client.fullName });
    await way(first).waitFor();
    expect(await strip.getByRole('link').count()).toBe(MANY);
    await stage.sendMessage(second.client, second.sessionId, 'Ada di sana?');
    await way(second)
      .getByText(/belum dibaca/)
      .waitFor({ state: 'attached' });
    expect(await way(first).innerText()).not.toMatch(/belum dibaca/);
    await way(second).click();
    await new SessionPage(page).waitForLastMessages('Ada di sana?');
    await way(second)
      .getByText(/belum dibaca/)
      .waitFor({ state: 'detached' });
    await way(first).click();
    await page.waitForURL(`**/sessions/${first.sessionId}`);
  });

  it('shows a toast and, when allowed, a browser notification when a session opens', async () => {
    const session = await stage.book();
    const { page, context } = await openAs(stage.system, session.psychologist, {
      path: '/site.webmanifest',
      viewport: PHONE,
    });
    await context.grantPermissions(['notifications']);
    await page.addInitScript(`
      window.shownTitles = [];
      window.Notification = class extends EventTarget {
        static permission = 'granted';
        constructor(title) { super(); window.shownTitles.push(title); }
        close() {}
      };
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      Object.defineProperty(document, 'hidden', { get: () => true });
      document.hasFocus = () => false;
    `);
    await page.goto('/today');
    await page.getByRole('heading', { name: session.client.fullName }).waitFor();
    await page.waitForLoadState('networkidle');
    await stage.teamAction('start', session.sessionId);
    const news = page.getByRole('region', { name: layout.notifications.title, exact: true });
    await news.getByRole('dialog', { name: layout.notifications.kind.session_opened }).waitFor();
    await page.waitForFunction('window.shownTitles.length > 0');
    expect(await page.evaluate<string[]>('window.shownTitles')).toEqual([
      layout.notifications.kind.session_opened,
    ]);
    // News lie beside the page; this key leads to them.
    await page.keyboard.press('F6');
    await page.getByRole('button', { name: layout.alerts.enter, exact: true }).click();
    await page.waitForURL(`**/sessions/${session.sessionId}`);
  });

  /** A psychologist's public hours and time off. */
  async function listed(person: TestUser): Promise<ListedPsychologist> {
    const path = '/api/v1/psychologists';
    const answer = await stage.system.call<ListedPsychologist[]>('GET', path, { as: person });
    const mine = answer.body.data.find(({ id }) => id === person.id);
    if (!mine) throw new Error('The psychologist is not listed');
    return mine;
  }

  it('saves weekly hours and lists the sessions outside them', async () => {
    const session = await stage.book({ startsIn: 3_600_000 });
    const { psychologist, client } = session;
    const { page } = await openAs(stage.system, psychologist, { path: '/availability' });
    const start = DateTime.fromMillis(session.startsAt, { zone: 'Asia/Jakarta' }).setLocale('id');
    const day = start.toFormat('cccc');
    const row = page.getByRole('listitem').filter({
      has: page.getByRole('heading', { name: day, exact: true }),
    });
    await row.getByRole('button', { name: /^Hapus jam/ }).click();
    await row.getByText(availability.week.dayOff).waitFor();
    await page.getByRole('button', { name: words.common.save, exact: true }).click();
    await page.getByText(availability.week.saved, { exact: true }).waitFor();
    await page.getByText(availability.affected.text).waitFor();
    await page.getByText(client.fullName).first().waitFor();
    const { weeklyHours } = await listed(psychologist);
    expect(weeklyHours.map(({ weekday }) => weekday)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].filter((one) => one !== start.weekday),
    );
  });

  it('adds and removes time off', async () => {
    const psychologist = await stage.system.addUser('psychologist');
    const { page } = await openAs(stage.system, psychologist, { path: '/availability' });
    await page.getByRole('button', { name: availability.timeOff.add, exact: true }).click();
    const form = page.locator('form').filter({ hasText: availability.timeOff.zone.slice(0, 20) });
    await form.getByRole('button', { name: availability.timeOff.add, exact: true }).click();
    await page.getByText(availability.timeOff.added, { exact: true }).waitFor();
    expect((await listed(psychologist)).timeOff).toHaveLength(1);
    await page.getByRole('button', { name: /^Hapus libur/ }).click();
    await page.getByText(availability.timeOff.empty).waitFor();
    expect((await listed(psychologist)).timeOff).toEqual([]);
  });
});

function placeOf(page: Page, client: TestUser): Locator {
  const name = today.live.session.replace('{{name}}', client.fullName);
  return page.getByRole('region', { name });
}
