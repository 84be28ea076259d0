import type { Locator } from 'playwright-core';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import type { BrowserWindow } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { waitFor } from '../../support/harness/wait-for';
import { INITIAL_MESSAGE, OPENING_MESSAGE } from '../../support/contracts/contract-texts';

const AUTOMATED_LABEL = 'Pesan otomatis';
const IMMEDIATE_MS = 2_000;

describeInBrowser('the session page', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  async function windowOf(role: 'client' | 'psychologist', session: TestSession) {
    return openAs(harness.system, session[role], {
      path: `/sessions/${session.sessionId}`,
      viewport: role === 'client' ? PHONE : DESKTOP,
    });
  }

  async function roomOf(role: 'client' | 'psychologist', session: TestSession) {
    const room = new SessionPage((await windowOf(role, session)).page);
    await room.waitUntilLoaded();
    return room;
  }

  async function bothRooms(session: TestSession): Promise<[SessionPage, SessionPage]> {
    return [await roomOf('client', session), await roomOf('psychologist', session)];
  }

  it("counseling-28 shows the message before the session in the client's chat", async () => {
    const session = await harness.book();
    const client = await roomOf('client', session);
    expect(await client.texts()).toEqual([]);
    await harness.runStep(session, 'initial-message');
    await client.waitForLastMessages(INITIAL_MESSAGE);
    expect(await client.message(INITIAL_MESSAGE).isVisible()).toBe(true);
  });

  it('counseling-29 marks it as an automated message', async () => {
    const session = await harness.createSession('greeted');
    for (const room of await bothRooms(session)) {
      await room.waitForLastMessages(INITIAL_MESSAGE);
      expect(await room.message(INITIAL_MESSAGE).getByText(AUTOMATED_LABEL).isVisible()).toBe(true);
    }
  });

  it('counseling-45 shows a message to both participants immediately', async () => {
    const session = await harness.createSession('active');
    const [client, psychologist] = await bothRooms(session);
    for (const room of [client, psychologist]) await room.waitUntilWritable();
    const pairs = [
      ['Saya sulit tidur.', client],
      ['Sejak kapan?', psychologist],
    ] as const;
    for (const [text, writer] of pairs) {
      const began = Date.now();
      await writer.sendMessage(text);
      await Promise.all([client.waitForLastMessages(text), psychologist.waitForLastMessages(text)]);
      expect(Date.now() - began).toBeLessThan(IMMEDIATE_MS);
    }
  });

  it('counseling-51 shows both participants the end button near the end', async () => {
    const session = await harness.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.endButton.count()).toBe(0);
    }
    await harness.runStep(session, 'end-button');
    for (const room of rooms) {
      await room.endButton.waitFor();
      expect(await room.endButton.isEnabled()).toBe(true);
    }
  });

  it('counseling-52 counts down five minutes (C-17)', async () => {
    const session = await harness.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) await room.waitUntilWritable();
    await harness.runStep(session, 'end-button');
    for (const room of rooms) {
      const first = await secondsOn(room.countdown);
      expect(first).toBeGreaterThan(290);
      expect(first).toBeLessThanOrEqual(300);
      const next = await waitFor('the next second', async () => {
        const now = await secondsOn(room.countdown);
        return now !== first && now;
      });
      expect(Math.abs(first - next)).toBeLessThanOrEqual(2);
    }
  });

  it('counseling-101 has no way to create sessions other than booking', async () => {
    const client = await harness.system.addUser('client');
    const psychologist = await harness.system.addUser('psychologist');
    const { page } = await openAs(harness.system, client, { path: '/sessions' });
    const rooms = page.locator('main a[href^="/sessions/"]');
    const starters = page.getByRole('button', { name: /(mulai|buat|buka|tambah).*(sesi|chat)/i });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
    expect([await rooms.count(), await starters.count()]).toEqual([0, 0]);
    const { sessionId } = await harness.book({ client, psychologist });
    await page.reload();
    await rooms.first().waitFor();
    expect(await rooms.count()).toBe(1);
    expect(await rooms.first().getAttribute('href')).toBe(`/sessions/${sessionId}`);
    await rooms.first().click();
    await new SessionPage(page).waitUntilLoaded();
    expect(await starters.count()).toBe(0);
  });

  it('counseling-102 disables the input until the session starts', async () => {
    const session = await harness.book();
    const rooms = await bothRooms(session);
    await harness.runStep(session, 'initial-message');
    for (const room of rooms) {
      await room.waitForLastMessages(INITIAL_MESSAGE);
      expect(await room.composer.isDisabled()).toBe(true);
      expect(await room.sendButton.isDisabled()).toBe(true);
    }
    await harness.runStep(session, 'enable-chat');
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.composer.isEnabled()).toBe(true);
    }
  });

  it('counseling-103 styles automated messages differently', async () => {
    const session = await harness.createSession('active');
    const client = await roomOf('client', session);
    await harness.sendMessage(session.psychologist, session.sessionId, 'Halo, saya di sini.');
    await client.sendMessage('Halo juga.');
    await client.waitForLastMessages('Halo, saya di sini.', 'Halo juga.');
    const styles = await stylesOf(client, [OPENING_MESSAGE, 'Halo, saya di sini.', 'Halo juga.']);
    expect(new Set(styles).size).toBe(3);
  });

  it('counseling-104 shows the remaining time once the end button is visible', async () => {
    const session = await harness.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.countdown.count()).toBe(0);
    }
    await harness.runStep(session, 'end-button');
    for (const room of rooms) {
      await room.endButton.waitFor();
      expect(await room.countdown.innerText()).toMatch(/^[45]:\d\d$/);
    }
  });

  it("counseling-105 follows the session's status by Ably events", async () => {
    const session = await harness.book();
    const window = await windowOf('client', session);
    const room = new SessionPage(window.page);
    await window.page.getByText('Tidak hadir').waitFor();
    await blockPolling(window);
    await harness.runStep(session, 'enable-chat');
    await room.waitUntilWritable();
    await harness.runStep(session, 'end-button');
    await room.endButton.waitFor();
    await harness.runStep(session, 'auto-end');
    await window.page.getByRole('heading', { name: 'Sesi ini telah berakhir' }).waitFor();
    expect(await room.composer.count()).toBe(0);
  });

  it('counseling-111 labels automated messages and shows others as regular messages', async () => {
    const session = await harness.createSession('active');
    for (const room of await bothRooms(session)) {
      await harness.sendMessage(
        session.psychologist,
        session.sessionId,
        'Saya menulis ini sendiri.',
      );
      await room.waitForLastMessages('Saya menulis ini sendiri.');
      for (const automated of [INITIAL_MESSAGE, OPENING_MESSAGE]) {
        expect(await room.message(automated).getByText(AUTOMATED_LABEL).count()).toBe(1);
      }
      const regular = room.message('Saya menulis ini sendiri.').first();
      expect(await regular.getByText(AUTOMATED_LABEL).count()).toBe(0);
    }
  });
});

async function secondsOn(countdown: Locator): Promise<number> {
  const [minutes = 0, seconds = 0] = (await countdown.innerText()).split(':').map(Number);
  return minutes * 60 + seconds;
}

/** Styles of the message bubbles. */
function stylesOf({ page }: SessionPage, texts: string[]): Promise<string[]> {
  return page.evaluate<string[]>(`${JSON.stringify(texts)}.map((text) => {
    const paragraphs = [...document.querySelectorAll('article p[dir=auto]')];
    const { parentElement } = paragraphs.find(({ textContent }) => textContent === text);
    const { backgroundColor, borderStyle, boxShadow } = getComputedStyle(parentElement);
    return [backgroundColor, borderStyle, boxShadow].join(' ');
  })`);
}

/** Blocks the page's polling requests, so that only events update it. */
async function blockPolling(window: BrowserWindow): Promise<void> {
  window.allowError(/ERR_FAILED/);
  for (const path of ['chat/sessions/*', 'chat/history?*', 'counselings/*']) {
    await window.page.route(`**/api/v1/${path}`, (route) => route.abort());
  }
}
