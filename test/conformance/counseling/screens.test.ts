import type { Locator, Page } from 'playwright-core';
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

  async function openChat(role: 'client' | 'psychologist', session: TestSession) {
    const chat = new SessionPage((await windowOf(role, session)).page);
    await chat.waitUntilLoaded();
    return chat;
  }

  async function openBoth(session: TestSession): Promise<[SessionPage, SessionPage]> {
    return [await openChat('client', session), await openChat('psychologist', session)];
  }

  /** The names of all links and buttons of the page's content. */
  async function controlsOf(page: Page): Promise<(string | null)[]> {
    const controls = await page.locator('main').locator('a, button, [role="button"]').all();
    return Promise.all(
      controls.map(
        async (one) => (await one.getAttribute('aria-label')) ?? (await one.textContent()),
      ),
    );
  }

  it("counseling-28 shows the message before the session in the client's chat", async () => {
    const session = await harness.book();
    const client = await openChat('client', session);
    expect(await client.texts()).toEqual([]);
    await harness.runStep(session, 'initial-message');
    await client.waitForLastMessages(INITIAL_MESSAGE);
    expect(await client.message(INITIAL_MESSAGE).isVisible()).toBe(true);
  });

  it('counseling-29 marks it as an automated message', async () => {
    const session = await harness.createSession('greeted');
    for (const chat of await openBoth(session)) {
      await chat.waitForLastMessages(INITIAL_MESSAGE);
      expect(await chat.message(INITIAL_MESSAGE).getByText(AUTOMATED_LABEL).isVisible()).toBe(true);
    }
  });

  it('counseling-45 shows a message to both participants immediately', async () => {
    const session = await harness.createSession('active');
    const [client, psychologist] = await openBoth(session);
    for (const chat of [client, psychologist]) await chat.waitUntilWritable();
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
    const chats = await openBoth(session);
    for (const chat of chats) {
      await chat.waitUntilWritable();
      expect(await chat.endButton.count()).toBe(0);
    }
    await harness.runStep(session, 'end-button');
    for (const chat of chats) {
      await chat.endButton.waitFor();
      expect(await chat.endButton.isEnabled()).toBe(true);
    }
  });

  it('counseling-52 counts down five minutes (C-17)', async () => {
    const session = await harness.createSession('active');
    const chats = await openBoth(session);
    for (const chat of chats) await chat.waitUntilWritable();
    await harness.runStep(session, 'end-button');
    for (const chat of chats) {
      const first = await secondsOn(chat.countdown);
      expect(first).toBeGreaterThan(290);
      expect(first).toBeLessThanOrEqual(300);
      const next = await waitFor('the next second', async () => {
        const now = await secondsOn(chat.countdown);
        return now !== first && now;
      });
      expect(Math.abs(first - next)).toBeLessThanOrEqual(2);
    }
  });

  it('counseling-101 has no way to create sessions other than booking', async () => {
    const client = await harness.system.addUser('client');
    const psychologist = await harness.system.addUser('psychologist');
    const { page } = await openAs(harness.system, client, { path: '/sessions' });
    await page.getByText('Belum ada sesi').first().waitFor();
    expect(await controlsOf(page)).toEqual(['Mendatang', 'Riwayat', 'Buat janji']);
    const agenda = (await openAs(harness.system, psychologist, { path: '/today' })).page;
    await agenda.getByText('Sedang memuat…').first().waitFor({ state: 'detached' });
    expect(await controlsOf(agenda)).toEqual([
      'Hari sebelumnya',
      'Hari berikutnya',
      'Atur jam praktik',
    ]);
    const { sessionId } = await harness.book({ client, psychologist });
    await page.reload();
    const room = page.locator(`main a[href="/sessions/${sessionId}"]`);
    await room.first().waitFor();
    await room.first().click();
    const chat = new SessionPage(page);
    await chat.waitUntilLoaded();
    expect(await controlsOf(page)).toEqual(['Kembali ke daftar', 'Kirim']);
  });

  it('counseling-102 disables the input until the session starts', async () => {
    const session = await harness.book();
    const chats = await openBoth(session);
    await harness.runStep(session, 'initial-message');
    for (const chat of chats) {
      await chat.waitForLastMessages(INITIAL_MESSAGE);
      expect(await chat.composer.isDisabled()).toBe(true);
      expect(await chat.sendButton.isDisabled()).toBe(true);
    }
    await harness.runStep(session, 'enable-chat');
    for (const chat of chats) {
      await chat.waitUntilWritable();
      expect(await chat.composer.isEnabled()).toBe(true);
    }
  });

  it('counseling-103 styles automated messages differently', async () => {
    const session = await harness.createSession('active');
    const client = await openChat('client', session);
    await harness.sendMessage(session.psychologist, session.sessionId, 'Halo, saya di sini.');
    await client.sendMessage('Halo juga.');
    await client.waitForLastMessages('Halo, saya di sini.', 'Halo juga.');
    const styles = await stylesOf(client, [OPENING_MESSAGE, 'Halo, saya di sini.', 'Halo juga.']);
    expect(new Set(styles).size).toBe(3);
  });

  it('counseling-104 shows the remaining time once the end button is visible', async () => {
    const session = await harness.createSession('active');
    const chats = await openBoth(session);
    for (const chat of chats) {
      await chat.waitUntilWritable();
      expect(await chat.countdown.count()).toBe(0);
    }
    await harness.runStep(session, 'end-button');
    for (const chat of chats) {
      await chat.endButton.waitFor();
      expect(await chat.countdown.innerText()).toMatch(/^[45]:\d\d$/);
    }
  });

  it("counseling-105 follows the session's status by Ably events", async () => {
    const session = await harness.book();
    const window = await windowOf('client', session);
    const chat = new SessionPage(window.page);
    await window.page.getByText('Tidak di ruang sesi').waitFor();
    await blockPolling(window);
    await harness.runStep(session, 'enable-chat');
    await chat.waitUntilWritable();
    await harness.runStep(session, 'end-button');
    await chat.endButton.waitFor();
    await harness.runStep(session, 'auto-end');
    await window.page.getByRole('heading', { name: 'Sesi ini telah berakhir' }).waitFor();
    expect(await chat.composer.count()).toBe(0);
  });

  it('counseling-111 labels automated messages and shows others as regular messages', async () => {
    const session = await harness.createSession('active');
    for (const chat of await openBoth(session)) {
      await harness.sendMessage(
        session.psychologist,
        session.sessionId,
        'Saya menulis ini sendiri.',
      );
      await chat.waitForLastMessages('Saya menulis ini sendiri.');
      for (const automated of [INITIAL_MESSAGE, OPENING_MESSAGE]) {
        expect(await chat.message(automated).getByText(AUTOMATED_LABEL).count()).toBe(1);
      }
      const regular = chat.message('Saya menulis ini sendiri.').first();
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
