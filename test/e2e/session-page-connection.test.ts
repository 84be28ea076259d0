import { id as words } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import type { BrowserWindow } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const { session: text } = words;
const POSTS = '**/api/v1/chat/messages';

interface Place extends SessionPage {
  window: BrowserWindow;
}

describeInBrowser('session page connection', ({ it, openAs }) => {
  let stage: SessionHarness;
  beforeAll(async () => {
    stage = await SessionHarness.start();
  });
  afterEach(() => stage.system.ably.faults.reset());
  afterAll(() => stage.stop());

  /** Enters a running session; what a broken connection logs belongs to these tests. */
  async function enter(person: TestUser, { sessionId }: TestSession): Promise<Place> {
    const window = await openAs(stage.system, person, { path: `/sessions/${sessionId}` });
    window.allowError(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection to|503/);
    const room = new SessionPage(window.page);
    await room.waitUntilWritable();
    return Object.assign(room, { window });
  }

  /** Resolves when the page receives messages live, not by polling. */
  async function live({ page }: SessionPage): Promise<void> {
    const known = page.getByText(text.presence.away).or(page.getByText(text.presence.here));
    await known.first().waitFor();
  }

  it('delivers offline and missed messages in order and once', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await live(client);
    await client.sendMessage('sebelum');
    await client.deliveryState('sebelum', 'sent').waitFor();

    await client.window.context.setOffline(true);
    await client.page.getByText(text.link.offlineTitle).waitFor();
    for (const said of ['satu', 'dua', 'tiga']) await client.sendMessage(said);
    await client.deliveryState('tiga', 'waiting').waitFor();
    for (const said of ['dari sana 1', 'dari sana 2']) {
      await stage.sendMessage(session.psychologist, session.sessionId, said);
    }
    await client.window.context.setOffline(false);

    await client.deliveryState('tiga', 'sent').waitFor();
    await client.page.getByText(text.link.offlineTitle).waitFor({ state: 'hidden' });
    await client.waitForLastMessages(
      'sebelum',
      'dari sana 1',
      'dari sana 2',
      'satu',
      'dua',
      'tiga',
    );
    const kept = await stage.texts(session);
    expect(kept.slice(-6)).toEqual([
      'sebelum',
      'dari sana 1',
      'dari sana 2',
      'satu',
      'dua',
      'tiga',
    ]);
    expect(await client.texts()).toEqual(kept);
  });

  it('sends each message once from two tabs of one user', async () => {
    const session = await stage.createSession('active');
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
    const kept = await stage.texts(session);
    expect(kept.slice(-3)).toEqual(['dari tab satu', 'dari tab dua', 'lagi dari tab satu']);
    expect(kept).toHaveLength(5);
  });

  it('keeps unsent messages and the draft through a reload', async () => {
    const session = await stage.createSession('active');
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
    expect(await stage.texts(session)).toHaveLength(3);
  });

  it('does not duplicate a message whose response was lost', async () => {
    const session = await stage.createSession('active');
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
    expect((await stage.texts(session)).filter((said) => said === 'hanya sekali')).toHaveLength(1);
  });

  it('shows a rejected message as failed and resends it on request', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    const refusal = { success: false, message: 'no', statusCode: 403, code: 'forbidden' };
    await client.page.route(POSTS, (route) => route.fulfill({ status: 403, json: refusal }));
    await client.sendMessage('coba dulu');
    await client.deliveryState('coba dulu', 'failed').waitFor();
    await client.page.getByText(words.errors.forbidden).waitFor();
    await client.page.unroute(POSTS);
    await client.sendMessage('yang kedua');
    await client.deliveryState('yang kedua', 'sent').waitFor();
    await client.page.getByRole('button', { name: text.failed.retry }).click();
    await client.deliveryState('coba dulu', 'sent').waitFor();
    await client.waitForLastMessages('yang kedua', 'coba dulu');
  });

  it('works without Ably, says so, and is live again afterwards', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await live(client);
    const { faults } = stage.system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: session.client.id });
    await client.page.getByText(text.link.delayedTitle).waitFor();
    await stage.sendMessage(session.psychologist, session.sessionId, 'lewat jalan lain');
    await client.waitForLastMessages('lewat jalan lain');
    await client.sendMessage('saya juga');
    await client.deliveryState('saya juga', 'sent').waitFor();
    faults.refuseConnections(false);
    await client.page.getByRole('button', { name: words.common.retry }).click();
    await client.page.getByText(text.link.delayedTitle).waitFor({ state: 'hidden' });
    await client.page.getByText(text.presence.away).waitFor();
  });

  it('fetches missed messages when Ably cannot resume', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await live(client);
    const { faults } = stage.system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: session.client.id });
    for (const said of ['terlewat 1', 'terlewat 2']) {
      await stage.sendMessage(session.psychologist, session.sessionId, said);
    }
    faults.loseState();
    faults.refuseConnections(false);
    await client.waitForLastMessages('terlewat 1', 'terlewat 2');
  });

  it('renews its token without interruption', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await live(client);
    const asked: string[] = [];
    client.page.on('request', (request) => {
      if (request.url().includes('ably-token?sessionId')) asked.push(request.url());
    });
    stage.system.ably.faults.expireTokens({ clientId: session.client.id });
    await waitFor('a new token', () => asked.length > 0);
    await stage.sendMessage(session.psychologist, session.sessionId, 'masih terdengar');
    await client.waitForLastMessages('masih terdengar');
    expect(await client.page.getByText(text.link.delayedTitle).count()).toBe(0);
  });

  it('fetches missed messages when the device wakes', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await client.page.clock.install();
    await client.page.reload();
    await client.waitUntilWritable();
    await live(client);
    // As a lid that is shut: the socket stays, and nothing comes through it.
    stage.system.ably.faults.blackHole(true);
    await stage.sendMessage(session.psychologist, session.sessionId, 'sementara Anda tidur');
    await client.page.clock.fastForward('30:00');
    await client.waitForLastMessages('sementara Anda tidur');
  });

  it('continues after a new sign-in in another tab', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await client.window.signIn(session.client);
    await client.sendMessage('masih saya');
    await client.deliveryState('masih saya', 'sent').waitFor();
    await client.waitForLastMessages('masih saya');
    expect((await stage.texts(session)).filter((said) => said === 'masih saya')).toHaveLength(1);
  });

  it('removes all stored drafts and messages at sign-out', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await client.page.route(POSTS, (route) => route.abort());
    await client.sendMessage('rahasia satu');
    await client.composer.fill('rahasia dua');
    const kept = (): Promise<string> =>
      client.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(await kept()).toContain('rahasia satu');
    expect(await kept()).toContain('rahasia dua');
    await client.page.getByRole('button', { name: words.layout.menu }).click();
    await client.page.getByRole('menuitem', { name: words.layout.signOut }).click();
    await client.page.getByRole('button', { name: words.signIn.submit, exact: true }).waitFor();
    expect(await kept()).not.toContain('rahasia');
  });

  it('shows a session that ended while offline and the unsent messages', async () => {
    const session = await stage.createSession('active');
    const client = await enter(session.client, session);
    await client.window.context.setOffline(true);
    await client.page.getByText(text.link.offlineTitle).waitFor();
    await client.sendMessage('terlambat');
    await stage.end(session.psychologist, session.sessionId);
    await client.window.context.setOffline(false);
    await client.page.getByRole('heading', { name: text.ended.completed }).waitFor();
    await client.deliveryState('terlambat', 'failed').waitFor();
    await client.page.getByText(text.failed.ended).waitFor();
    const kept = await client.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    expect(kept).not.toContain('terlambat');
  });
});
