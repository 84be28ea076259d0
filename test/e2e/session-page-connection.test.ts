import { setTimeout as pause } from 'node:timers/promises';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import type { BrowserWindow } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const { session: text } = texts;
const POSTS = '**/api/v1/chat/messages';

interface OpenedPage extends SessionPage {
  window: BrowserWindow;
}

/** Longer than the SDK waits before it checks whether WebSockets work. */
const SLOW_CONNECTION_MS = 6_000;

describeInBrowser('session page connection', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterEach(() => harness.system.ably.faults.reset());
  afterAll(() => harness.stop());

  /** Opens a running session; allows the errors that a broken connection logs. */
  async function enter(user: TestUser, { sessionId }: TestSession): Promise<OpenedPage> {
    const window = await openAs(harness.system, user, { path: `/sessions/${sessionId}` });
    window.allowError(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection to|503/);
    const chat = new SessionPage(window.page);
    await chat.waitUntilWritable();
    return Object.assign(chat, { window });
  }

  /** Resolves when the page receives messages live, not by polling. */
  async function waitUntilLive({ page }: SessionPage): Promise<void> {
    const presence = page.getByText(text.presence.away).or(page.getByText(text.presence.here));
    await presence.first().waitFor();
  }

  it('delivers offline and missed messages in order and once', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await waitUntilLive(client);
    await client.sendMessage('sebelum');
    await client.deliveryState('sebelum', 'sent').waitFor();

    await client.window.context.setOffline(true);
    await client.page.getByText(text.connection.offlineTitle).waitFor();
    for (const message of ['satu', 'dua', 'tiga']) await client.sendMessage(message);
    await client.deliveryState('tiga', 'waiting').waitFor();
    for (const message of ['dari sana 1', 'dari sana 2']) {
      await harness.sendMessage(session.psychologist, session.sessionId, message);
    }
    await client.window.context.setOffline(false);

    await client.deliveryState('tiga', 'sent').waitFor();
    await client.page.getByText(text.connection.offlineTitle).waitFor({ state: 'hidden' });
    await client.waitForLastMessages(
      'sebelum',
      'dari sana 1',
      'dari sana 2',
      'satu',
      'dua',
      'tiga',
    );
    const stored = await harness.texts(session);
    expect(stored.slice(-6)).toEqual([
      'sebelum',
      'dari sana 1',
      'dari sana 2',
      'satu',
      'dua',
      'tiga',
    ]);
    expect(await client.texts()).toEqual(stored);
  });

  it('sends each message once from two tabs of one user', async () => {
    const session = await harness.createSession('active');
    const one = await enter(session.client, session);
    const two = new SessionPage(await one.window.context.newPage());
    await two.page.goto(`/sessions/${session.sessionId}`);
    await two.waitUntilWritable();
    await one.window.context.route(POSTS, (route) => route.abort());
    await one.sendMessage('dari tab satu');
    await two.message('dari tab satu').waitFor();
    await two.sendMessage('dari tab dua');
    await one.message('dari tab dua').waitFor();
    await one.sendMessage('lagi dari tab satu');
    await two.message('lagi dari tab satu').waitFor();
    await one.window.context.unroute(POSTS);
    for (const tab of [one, two]) {
      await tab.deliveryState('lagi dari tab satu', 'sent').waitFor();
      await tab.waitForLastMessages('dari tab satu', 'dari tab dua', 'lagi dari tab satu');
    }
    const stored = await harness.texts(session);
    expect(stored.slice(-3)).toEqual(['dari tab satu', 'dari tab dua', 'lagi dari tab satu']);
    expect(stored).toHaveLength(5);
  });

  it('keeps unsent messages and the draft through a reload', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.page.route(POSTS, (route) => route.abort());
    await client.sendMessage('belum terkirim');
    await client.message('belum terkirim').waitFor();
    await client.composer.fill('masih saya tulis');
    await client.page.reload();
    await client.message('belum terkirim').waitFor();
    expect(await client.composer.inputValue()).toBe('masih saya tulis');
    await client.page.unroute(POSTS);
    await client.deliveryState('belum terkirim', 'sent').waitFor();
    await client.waitForLastMessages('belum terkirim');
    expect(await harness.texts(session)).toHaveLength(3);
  });

  it('does not duplicate a message whose response was lost', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    let lost = 0;
    await client.page.route(POSTS, async (route) => {
      if ((lost += 1) > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await client.sendMessage('hanya sekali');
    await client.deliveryState('hanya sekali', 'sent').waitFor();
    await client.waitForLastMessages('hanya sekali');
    expect(
      (await harness.texts(session)).filter((message) => message === 'hanya sekali'),
    ).toHaveLength(1);
  });

  it('shows a rejected message as failed and resends it on request', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    const refusal = { success: false, message: 'no', statusCode: 403, code: 'forbidden' };
    await client.page.route(POSTS, (route) => route.fulfill({ status: 403, json: refusal }));
    await client.sendMessage('coba dulu');
    await client.deliveryState('coba dulu', 'failed').waitFor();
    await client.page.getByText(texts.errors.forbidden).waitFor();
    await client.page.unroute(POSTS);
    await client.sendMessage('yang kedua');
    await client.deliveryState('yang kedua', 'sent').waitFor();
    await client.page.getByRole('button', { name: text.failed.retry }).click();
    await client.deliveryState('coba dulu', 'sent').waitFor();
    await client.waitForLastMessages('yang kedua', 'coba dulu');
  });

  it('works without Ably, shows a banner, and is live again afterwards', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await waitUntilLive(client);
    const { faults } = harness.system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: session.client.id });
    await client.page.getByText(text.connection.delayedTitle).waitFor();
    await harness.sendMessage(session.psychologist, session.sessionId, 'lewat jalan lain');
    await client.waitForLastMessages('lewat jalan lain');
    await client.sendMessage('saya juga');
    await client.deliveryState('saya juga', 'sent').waitFor();
    const retry = client.page.getByRole('button', { name: texts.common.retry });
    await retry.waitFor();
    faults.refuseConnections(false);
    // At once: the page's own next attempt takes the button away.
    await retry.dispatchEvent('click');
    await client.page.getByText(text.connection.delayedTitle).waitFor({ state: 'hidden' });
    await client.page.getByText(text.presence.away).waitFor();
  });

  it('fetches missed messages when Ably cannot resume', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await waitUntilLive(client);
    const { faults } = harness.system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: session.client.id });
    for (const message of ['terlewat 1', 'terlewat 2']) {
      await harness.sendMessage(session.psychologist, session.sessionId, message);
    }
    faults.loseState();
    faults.refuseConnections(false);
    await client.waitForLastMessages('terlewat 1', 'terlewat 2');
  });

  it('checks a slow connection at its own server only', async () => {
    const session = await harness.createSession('active');
    const { faults } = harness.system.ably;
    faults.delayTraffic(SLOW_CONNECTION_MS);
    const client = await enter(session.client, session);
    await pause(SLOW_CONNECTION_MS);
    faults.delayTraffic(0);
    // A connection to any other host violates the page's policy, which is an error of the window.
    await waitUntilLive(client);
  });

  it('renews its token without interruption', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await waitUntilLive(client);
    const requests: string[] = [];
    client.page.on('request', (request) => {
      if (request.url().includes('ably-token?sessionId')) requests.push(request.url());
    });
    const { faults } = harness.system.ably;
    // The session's connection may be reconnecting at first, while the one of notifications is live.
    await waitFor('a new token', () => {
      faults.expireTokens({ clientId: session.client.id });
      return requests.length > 0;
    });
    await harness.sendMessage(session.psychologist, session.sessionId, 'masih terdengar');
    await client.waitForLastMessages('masih terdengar');
    expect(await client.page.getByText(text.connection.delayedTitle).count()).toBe(0);
  });

  it('fetches missed messages when the device wakes', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.window.installClock();
    await client.page.reload();
    await client.waitUntilWritable();
    await waitUntilLive(client);
    // A sleeping device: the socket stays open but delivers nothing.
    harness.system.ably.faults.blackHole(true);
    await harness.sendMessage(session.psychologist, session.sessionId, 'sementara Anda tidur');
    await client.page.clock.fastForward('30:00');
    await client.waitForLastMessages('sementara Anda tidur');
  });

  it('continues after a new sign-in in another tab', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.window.signIn(session.client);
    await client.sendMessage('masih saya');
    await client.deliveryState('masih saya', 'sent').waitFor();
    await client.waitForLastMessages('masih saya');
    expect(
      (await harness.texts(session)).filter((message) => message === 'masih saya'),
    ).toHaveLength(1);
  });

  it('removes all stored drafts and messages at sign-out', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.page.route(POSTS, (route) => route.abort());
    await client.sendMessage('rahasia satu');
    await client.composer.fill('rahasia dua');
    const browserStorage = (): Promise<string> =>
      client.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(await browserStorage()).toContain('rahasia satu');
    expect(await browserStorage()).toContain('rahasia dua');
    await client.page.getByRole('button', { name: texts.layout.menu }).click();
    await client.page.getByRole('menuitem', { name: texts.layout.signOut, exact: true }).click();
    await client.page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
    expect(await browserStorage()).not.toContain('rahasia');
  });

  it('shows a session that ended while offline and the unsent messages', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.window.context.setOffline(true);
    await client.page.getByText(text.connection.offlineTitle).waitFor();
    await client.sendMessage('terlambat');
    await harness.end(session.psychologist, session.sessionId);
    await client.window.context.setOffline(false);
    await client.page.getByRole('heading', { name: text.ended.completed }).waitFor();
    await client.deliveryState('terlambat', 'failed').waitFor();
    await client.page.getByText(text.failed.ended).waitFor();
    const stored = (): Promise<string> =>
      client.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    await waitFor('an empty storage', async () => !(await stored()).includes('terlambat'));
  });
});
