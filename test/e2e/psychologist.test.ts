import { DateTime } from 'luxon';
import type { Locator, Page } from 'playwright-core';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';

const { today, availability, layout } = texts;
const MAX_SESSIONS = 5;

interface ListedPsychologist {
  id: string;
  weeklyHours: { weekday: number }[];
  timeOff: unknown[];
}

describeInBrowser('psychologist pages', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  /** As many running sessions as one psychologist may have. */
  async function createRunningSessions(): Promise<{
    psychologist: TestUser;
    sessions: TestSession[];
  }> {
    const psychologist = await harness.system.addUser('psychologist');
    const sessions: TestSession[] = [];
    for (let count = 0; count < MAX_SESSIONS; count += 1)
      sessions.push(await harness.book({ psychologist }));
    for (const session of sessions) await harness.teamAction('start', session.sessionId);
    await harness.system.drain();
    return { psychologist, sessions };
  }

  it('shows five sessions side by side, each with its own messages', async () => {
    const { psychologist, sessions } = await createRunningSessions();
    const viewport = { width: 1920, height: 1000 };
    const { page } = await openAs(harness.system, psychologist, { path: '/today', viewport });
    const panels = sessions.map(({ client }) => ({ client, panel: panelOf(page, client) }));
    for (const { client, panel } of panels) {
      const chat = new SessionPage(page, panel);
      await chat.waitUntilWritable();
      await chat.sendMessage(`Selamat pagi, ${client.fullName}`);
    }
    for (const [index, { client, panel }] of panels.entries()) {
      const session = sessions[index];
      if (!session) throw new Error('A panel without a session');
      await panel.getByText(`Selamat pagi, ${client.fullName}`).waitFor();
      await harness.system.drain();
      expect(await harness.texts(session)).toContain(`Selamat pagi, ${client.fullName}`);
      expect(await panel.getByText('Selamat pagi').count()).toBe(1);
    }
  });

  it('links live sessions on a phone, with the unread count of each', async () => {
    const { psychologist, sessions } = await createRunningSessions();
    const { page } = await openAs(harness.system, psychologist, {
      path: '/today',
      viewport: PHONE,
    });
    const bar = page.getByRole('navigation', { name: today.live.label });
    const [first, second] = sessions;
    if (!first || !second) throw new Error('Two sessions are needed');
    const linkTo = ({ client }: TestSession): Locator =>
      bar.getByRole('link', { name: client.fullName });
    await linkTo(first).waitFor();
    expect(await bar.getByRole('link').count()).toBe(MAX_SESSIONS);
    await harness.sendMessage(second.client, second.sessionId, 'Ada di sana?');
    await linkTo(second)
      .getByText(/belum dibaca/)
      .waitFor({ state: 'attached' });
    expect(await linkTo(first).innerText()).not.toMatch(/belum dibaca/);
    await linkTo(second).click();
    await new SessionPage(page).waitForLastMessages('Ada di sana?');
    await linkTo(second)
      .getByText(/belum dibaca/)
      .waitFor({ state: 'detached' });
    await linkTo(first).click();
    await page.waitForURL(`**/sessions/${first.sessionId}`);
  });

  it('shows a toast and, when allowed, a browser notification when a session opens', async () => {
    const session = await harness.book();
    const { page, context } = await openAs(harness.system, session.psychologist, {
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
    await harness.teamAction('start', session.sessionId);
    const toasts = page.getByRole('region', { name: layout.notifications.title, exact: true });
    await toasts.getByRole('dialog', { name: layout.notifications.kind.session_opened }).waitFor();
    await page.waitForFunction('window.shownTitles.length > 0');
    expect(await page.evaluate<string[]>('window.shownTitles')).toEqual([
      layout.notifications.kind.session_opened,
    ]);
    // F6 moves the focus from the page to the toasts.
    await page.keyboard.press('F6');
    await page.getByRole('button', { name: layout.alerts.join, exact: true }).click();
    await page.waitForURL(`**/sessions/${session.sessionId}`);
  });

  /** The psychologist as the API lists them, with hours and time off. */
  async function getListed(user: TestUser): Promise<ListedPsychologist> {
    const path = '/api/v1/psychologists';
    const response = await harness.system.call<ListedPsychologist[]>('GET', path, { as: user });
    const own = response.body.data.find(({ id }) => id === user.id);
    if (!own) throw new Error('The psychologist is not listed');
    return own;
  }

  it('saves weekly hours and lists the sessions outside them', async () => {
    const session = await harness.book({ startsIn: 3_600_000 });
    const { psychologist, client } = session;
    const { page } = await openAs(harness.system, psychologist, { path: '/availability' });
    const start = DateTime.fromMillis(session.startsAt, { zone: 'Asia/Jakarta' }).setLocale('id');
    const day = start.toFormat('cccc');
    const row = page.getByRole('listitem').filter({
      has: page.getByRole('heading', { name: day, exact: true }),
    });
    await row.getByRole('button', { name: /^Hapus jam/ }).click();
    await row.getByText(availability.week.dayOff).waitFor();
    await page.getByRole('button', { name: texts.common.save, exact: true }).click();
    await page.getByText(availability.week.saved, { exact: true }).waitFor();
    await page.getByText(availability.affected.text).waitFor();
    await page.getByText(client.fullName).first().waitFor();
    const { weeklyHours } = await getListed(psychologist);
    expect(weeklyHours.map(({ weekday }) => weekday)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekday !== start.weekday),
    );
  });

  it('adds and removes time off', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const { page } = await openAs(harness.system, psychologist, { path: '/availability' });
    await page.getByRole('button', { name: availability.timeOff.add, exact: true }).click();
    const form = page.locator('form').filter({ hasText: availability.timeOff.zone.slice(0, 20) });
    await form.getByRole('button', { name: availability.timeOff.add, exact: true }).click();
    await page.getByText(availability.timeOff.added, { exact: true }).waitFor();
    expect((await getListed(psychologist)).timeOff).toHaveLength(1);
    await page.getByRole('button', { name: /^Hapus libur/ }).click();
    await page.getByText(availability.timeOff.empty).waitFor();
    expect((await getListed(psychologist)).timeOff).toEqual([]);
  });
});

function panelOf(page: Page, client: TestUser): Locator {
  const name = today.live.session.replace('{{name}}', client.fullName);
  return page.getByRole('region', { name });
}
