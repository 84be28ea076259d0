import type { Locator } from 'playwright-core';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import type { BrowserWindow } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { waitFor } from '../../support/harness/wait-for';

const A1 = 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊';
const A2 =
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗';
const AUTOMATED = 'Pesan otomatis';
const INSTANTLY_MS = 2_000;

describeInBrowser('the rooms of a session', ({ it, openAs }) => {
  let stage: SessionHarness;
  beforeAll(async () => {
    stage = await SessionHarness.start();
  });
  afterAll(() => stage.stop());

  async function windowOf(who: 'client' | 'psychologist', session: TestSession) {
    return openAs(stage.system, session[who], {
      path: `/sessions/${session.sessionId}`,
      viewport: who === 'client' ? PHONE : DESKTOP,
    });
  }

  async function roomOf(who: 'client' | 'psychologist', session: TestSession) {
    const room = new SessionPage((await windowOf(who, session)).page);
    await room.waitUntilLoaded();
    return room;
  }

  async function bothRooms(session: TestSession): Promise<[SessionPage, SessionPage]> {
    return [await roomOf('client', session), await roomOf('psychologist', session)];
  }

  it("counseling-28 shows the message before the session in the client's chat", async () => {
    const session = await stage.book();
    const client = await roomOf('client', session);
    expect(await client.texts()).toEqual([]);
    await stage.runStep(session, 'initial-message');
    await client.waitForLastMessages(A1);
    expect(await client.message(A1).isVisible()).toBe(true);
  });

  it('counseling-29 shows it as an automated message', async () => {
    const session = await stage.createSession('greeted');
    for (const room of await bothRooms(session)) {
      await room.waitForLastMessages(A1);
      expect(await room.message(A1).getByText(AUTOMATED).isVisible()).toBe(true);
    }
  });

  it('counseling-45 shows a message in both interfaces in an instant', async () => {
    const session = await stage.createSession('active');
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
      expect(Date.now() - began).toBeLessThan(INSTANTLY_MS);
    }
  });

  it('counseling-51 shows the end button to both when the end is near', async () => {
    const session = await stage.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.endButton.count()).toBe(0);
    }
    await stage.runStep(session, 'end-button');
    for (const room of rooms) {
      await room.endButton.waitFor();
      expect(await room.endButton.isEnabled()).toBe(true);
    }
  });

  it('counseling-52 counts five minutes down (C-17)', async () => {
    const session = await stage.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) await room.waitUntilWritable();
    await stage.runStep(session, 'end-button');
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

  it('counseling-101 lets sessions come from bookings only', async () => {
    const client = await stage.system.addUser('client');
    const psychologist = await stage.system.addUser('psychologist');
    const { page } = await openAs(stage.system, client, { path: '/sessions' });
    const rooms = page.locator('main a[href^="/sessions/"]');
    const starters = page.getByRole('button', { name: /(mulai|buat|buka|tambah).*(sesi|chat)/i });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
    expect([await rooms.count(), await starters.count()]).toEqual([0, 0]);
    const { sessionId } = await stage.book({ client, psychologist });
    await page.reload();
    await rooms.first().waitFor();
    expect(await rooms.count()).toBe(1);
    expect(await rooms.first().getAttribute('href')).toBe(`/sessions/${sessionId}`);
    await rooms.first().click();
    await new SessionPage(page).waitUntilLoaded();
    expect(await starters.count()).toBe(0);
  });

  it('counseling-102 keeps the input disabled until the session starts', async () => {
    const session = await stage.book();
    const rooms = await bothRooms(session);
    await stage.runStep(session, 'initial-message');
    for (const room of rooms) {
      await room.waitForLastMessages(A1);
      expect(await room.composer.isDisabled()).toBe(true);
      expect(await room.sendButton.isDisabled()).toBe(true);
    }
    await stage.runStep(session, 'enable-chat');
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.composer.isEnabled()).toBe(true);
    }
  });

  it('counseling-103 styles automated messages apart', async () => {
    const session = await stage.createSession('active');
    const client = await roomOf('client', session);
    await stage.sendMessage(session.psychologist, session.sessionId, 'Halo, saya di sini.');
    await client.sendMessage('Halo juga.');
    await client.waitForLastMessages('Halo, saya di sini.', 'Halo juga.');
    const looks = await looksOf(client, [A2, 'Halo, saya di sini.', 'Halo juga.']);
    expect(new Set(looks).size).toBe(3);
  });

  it('counseling-104 shows the time that is left from the moment of the end button on', async () => {
    const session = await stage.createSession('active');
    const rooms = await bothRooms(session);
    for (const room of rooms) {
      await room.waitUntilWritable();
      expect(await room.countdown.count()).toBe(0);
    }
    await stage.runStep(session, 'end-button');
    for (const room of rooms) {
      await room.endButton.waitFor();
      expect(await room.countdown.innerText()).toMatch(/^[45]:\d\d$/);
    }
  });

  it('counseling-105 follows the state of the session by what comes over Ably', async () => {
    const session = await stage.book();
    const window = await windowOf('client', session);
    const room = new SessionPage(window.page);
    await window.page.getByText('Tidak hadir').waitFor();
    await nothingByAsking(window);
    await stage.runStep(session, 'enable-chat');
    await room.waitUntilWritable();
    await stage.runStep(session, 'end-button');
    await room.endButton.waitFor();
    await stage.runStep(session, 'auto-end');
    await window.page.getByRole('heading', { name: 'Sesi ini telah berakhir' }).waitFor();
    expect(await room.composer.count()).toBe(0);
  });

  it('counseling-111 shows an automated message as such and any other as a regular one', async () => {
    const session = await stage.createSession('active');
    for (const room of await bothRooms(session)) {
      await stage.sendMessage(session.psychologist, session.sessionId, 'Saya menulis ini sendiri.');
      await room.waitForLastMessages('Saya menulis ini sendiri.');
      for (const automated of [A1, A2]) {
        expect(await room.message(automated).getByText(AUTOMATED).count()).toBe(1);
      }
      const regular = room.message('Saya menulis ini sendiri.').first();
      expect(await regular.getByText(AUTOMATED).count()).toBe(0);
    }
  });
});

async function secondsOn(countdown: Locator): Promise<number> {
  const [minutes = 0, seconds = 0] = (await countdown.innerText()).split(':').map(Number);
  return minutes * 60 + seconds;
}

/** How the bubbles of messages look. */
function looksOf({ page }: SessionPage, texts: string[]): Promise<string[]> {
  return page.evaluate<string[]>(`${JSON.stringify(texts)}.map((text) => {
    const said = [...document.querySelectorAll('article p[dir=auto]')];
    const { parentElement } = said.find(({ textContent }) => textContent === text);
    const { backgroundColor, borderStyle, boxShadow } = getComputedStyle(parentElement);
    return [backgroundColor, borderStyle, boxShadow].join(' ');
  })`);
}

/** From now on the page learns nothing by asking how things stand. */
async function nothingByAsking(window: BrowserWindow): Promise<void> {
  window.allowError(/ERR_FAILED/);
  for (const path of ['chat/sessions/*', 'chat/history?*', 'counselings/*']) {
    await window.page.route(`**/api/v1/${path}`, (route) => route.abort());
  }
}
