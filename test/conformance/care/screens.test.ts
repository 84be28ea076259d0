import type { Page, Request } from 'playwright-core';
import { z } from 'zod';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { id as translations } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import type { CarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

const channelStatus = z.object({
  status: z.object({ occupancy: z.object({ metrics: z.object({ subscribers: z.number() }) }) }),
});

const GREETING = 'Selamat pagi.';

/** Requests for messages that a page sends from now on. */
function messageRequests(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request: Request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === 'GET' && pathname.endsWith('/messages')) sent.push(search);
  });
  return sent;
}

/** Keeps every WebSocket that a page opens, with its times by the page's clock. */
const RECORD_ATTEMPTS = `
  window.attempts = [];
  window.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      const attempt = { url: String(url), openedAt: Date.now() };
      attempts.push(attempt);
      this.addEventListener('message', () => (attempt.isConnected = true));
      this.addEventListener('close', () => (attempt.closedAt = Date.now()));
    }
  };
`;

/** The pause between attempts that the SDK is configured with. */
const RETRY_MS = 3_000;

interface Attempt {
  url: string;
  openedAt: number;
  isConnected?: boolean;
  closedAt?: number;
}

/** A page in a conversation has one connection for it and one for notifications. */
async function waitForBothConnections(page: Page): Promise<void> {
  await waitFor('both connections', async () => {
    const attempts = await page.evaluate<Attempt[]>('attempts');
    return attempts.filter(({ isConnected }) => isConnected).length === 2;
  });
}

/** Milliseconds from each failure of a page's connections to the next attempt; each has a token of its own. */
async function pausesOf(page: Page): Promise<number[][]> {
  const byToken = new Map<string | null, Attempt[]>();
  for (const attempt of await page.evaluate<Attempt[]>('attempts')) {
    const token = new URL(attempt.url).searchParams.get('access_token');
    byToken.set(token, [...(byToken.get(token) ?? []), attempt]);
  }
  return [...byToken.values()].map((attempts) =>
    attempts
      .slice(1)
      .map(({ openedAt }, index) => openedAt - (attempts[index]?.closedAt ?? openedAt)),
  );
}

describeInBrowser('the care pages', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterEach(() => system.ably.faults.reset());
  afterAll(() => system.stop());

  async function startConversation(): Promise<CarePair & { path: string }> {
    const pair = await createCarePair(system);
    const { conversationId } = await send(pair, pair.psychologist, GREETING);
    return { ...pair, path: `/messages/${conversationId}` };
  }

  function send({ client }: CarePair, from: TestUser, text: string) {
    return createCareMessage(system, { client, from, text });
  }

  async function list(user: TestUser, viewport: typeof DESKTOP) {
    const { page } = await openAs(system, user, { path: '/messages', viewport });
    return { page, chat: new SessionPage(page) };
  }

  /** How many connections receive the events of a conversation. */
  async function subscribers(path: string): Promise<number> {
    const channel = encodeURIComponent(path.replace('/messages/', 'chat:conversation:'));
    const key = Buffer.from(system.env['ABLY_API_KEY'] ?? '').toString('base64');
    const response = await fetch(`http://127.0.0.1:${system.ably.port}/channels/${channel}`, {
      headers: { authorization: `Basic ${key}` },
    });
    const { status } = channelStatus.parse(await response.json());
    return status.occupancy.metrics.subscribers;
  }

  const unreadOf = async (user: TestUser): Promise<number> => {
    const [conversation] = await new CareFixture(system).list(user);
    return conversation?.unread_count ?? -1;
  };

  async function enter(user: TestUser, path: string) {
    const { page } = await openAs(system, user, { path, viewport: PHONE });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages(GREETING);
    return chat;
  }

  /** Presses a key until a text is rendered. */
  async function scrollTo(chat: SessionPage, key: 'Home' | 'End', text: string): Promise<void> {
    await chat.conversation.focus();
    await waitFor(text, async () => {
      await chat.page.keyboard.press(key);
      return (await chat.texts()).includes(text);
    });
  }

  /** Only a connected chat says exactly this; the list has it behind the name. */
  const live = (chat: SessionPage) =>
    chat.page.getByText(translations.messages.presence.offline, { exact: true }).waitFor();

  it('care-33 connect the client when a conversation is opened', async () => {
    const { client, psychologist, path } = await startConversation();
    const { page, chat } = await list(client, PHONE);
    const link = page.getByRole('link', { name: psychologist.fullName });
    await link.waitFor();
    expect(await subscribers(path)).toBe(0);
    await link.click();
    await chat.waitForLastMessages(GREETING);
    await waitFor('a subscriber', async () => (await subscribers(path)) === 1);
  });

  it('care-34 show the client a new message immediately', async () => {
    const pair = await startConversation();
    const chat = await enter(pair.client, pair.path);
    await live(chat);
    await send(pair, pair.psychologist, 'Bagaimana hari ini?');
    await chat.waitForLastMessages(GREETING, 'Bagaimana hari ini?');
    expect(await chat.texts()).toEqual([GREETING, 'Bagaimana hari ini?']);
  });

  it('care-35 disconnect when the client leaves the conversation', async () => {
    const { client, psychologist, path } = await startConversation();
    const { page, chat } = await list(client, PHONE);
    await page.getByRole('link', { name: psychologist.fullName }).click();
    await waitFor('a subscriber', async () => (await subscribers(path)) === 1);
    await page.getByRole('link', { name: translations.session.back }).click();
    await waitFor('no subscriber', async () => (await subscribers(path)) === 0);
    expect(await chat.conversation.count()).toBe(0);
  });

  it('care-36 connect the psychologist and show new messages', async () => {
    const pair = await startConversation();
    const { page, chat } = await list(pair.psychologist, DESKTOP);
    // Once connected, a page fetches what it may have missed before.
    const caughtUp = page.waitForResponse((response) => response.url().includes('afterSeq'));
    await page.getByRole('link', { name: pair.client.fullName }).click();
    await chat.waitForLastMessages(GREETING);
    await waitFor('a subscriber', async () => (await subscribers(pair.path)) === 1);
    await caughtUp;
    // Only the connection can deliver what follows.
    const requests = messageRequests(page);
    await send(pair, pair.client, 'Lebih baik.');
    await chat.waitForLastMessages(GREETING, 'Lebih baik.');
    expect(requests).toEqual([]);
    await chat.sendMessage('Syukurlah.');
    await chat.deliveryState('Syukurlah.', 'sent').waitFor();
  });

  it("care-37 reconnect after the psychologist's connection drops", async () => {
    const pair = await startConversation();
    const options = { path: pair.path, viewport: DESKTOP };
    const window = await openAs(system, pair.psychologist, options);
    window.allowError(/^WebSocket connection to/);
    const chat = new SessionPage(window.page);
    await chat.waitForLastMessages(GREETING);
    await live(chat);
    const { faults } = system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: pair.psychologist.id });
    await send(pair, pair.client, 'Masih di sana?');
    faults.loseState();
    faults.refuseConnections(false);
    await chat.waitForLastMessages(GREETING, 'Masih di sana?');
    await live(chat);
    await send(pair, pair.client, 'Halo?');
    await chat.waitForLastMessages('Masih di sana?', 'Halo?');
    expect(await chat.texts()).toEqual([GREETING, 'Masih di sana?', 'Halo?']);
  });

  it('care-40 load older messages on scrolling up', async () => {
    const pair = await startConversation();
    for (let count = 1; count <= 60; count += 1) await send(pair, pair.client, `surat ${count}`);
    const { page } = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages('surat 60');
    await scrollTo(chat, 'Home', GREETING);
    expect(await page.getByText(translations.session.list.beginning).isVisible()).toBe(true);
  });

  it('care-41 keep received messages and request only missed ones', async () => {
    const pair = await startConversation();
    for (let count = 1; count <= 60; count += 1) await send(pair, pair.client, `surat ${count}`);
    const window = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    window.allowError(/^WebSocket connection to/);
    const { page } = window;
    const chat = new SessionPage(page);
    await chat.waitForLastMessages('surat 60');
    await live(chat);
    await scrollTo(chat, 'Home', GREETING);
    const requests = messageRequests(page);
    await scrollTo(chat, 'End', 'surat 60');
    await scrollTo(chat, 'Home', GREETING);
    await send(pair, pair.psychologist, 'langsung');
    await scrollTo(chat, 'End', 'langsung');
    // The greeting and 60 letters were received: a page that has just connected asks for what came after.
    for (const search of requests) expect(search).toMatch(/^\?afterSeq=6[12]&/);
    requests.length = 0;
    const { faults } = system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: pair.client.id });
    await send(pair, pair.psychologist, 'terlewat');
    faults.loseState();
    faults.refuseConnections(false);
    await chat.waitForLastMessages('langsung', 'terlewat');
    // What was missed may also come over the new connection, before the answer does.
    await waitFor('a request for what was missed', () => requests.length > 0);
    // The greeting, 60 letters and the first message of this test.
    for (const search of requests) expect(search).toMatch(/^\?afterSeq=6[23]&/);
  });

  it('care-46 reconnect with growing pauses, without a gap', async () => {
    const pair = await startConversation();
    const window = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    window.allowError(/^WebSocket connection to/);
    const { page } = window;
    await window.addInitScript(RECORD_ATTEMPTS);
    await window.installClock();
    await page.reload();
    const chat = new SessionPage(page);
    await chat.waitForLastMessages(GREETING);
    await live(chat);
    await waitForBothConnections(page);
    const { faults } = system.ably;
    faults.refuseConnections(true);
    await page.evaluate('attempts.length = 0');
    faults.dropConnections({ clientId: pair.client.id });
    await send(pair, pair.psychologist, 'terlewat');
    // The first attempt comes at once. Pauses are up to a fifth shorter than RETRY_MS, later than twice
    // that; a busy machine only lengthens them.
    const [first = 0, ...later] = await waitFor('pauses', async () => {
      await page.clock.runFor(200);
      return (await pausesOf(page)).find(({ length }) => length >= 5);
    });
    expect(first).toBeGreaterThan(2_000);
    expect(Math.min(...later)).toBeGreaterThan(2_000);
    expect(Math.min(...later.slice(2))).toBeGreaterThan(Math.max(first, 1.5 * RETRY_MS));
    faults.refuseConnections(false);
    await waitFor('the missed message', async () => {
      await page.clock.runFor(200);
      return (await chat.texts()).includes('terlewat');
    });
    expect(await chat.texts()).toEqual([GREETING, 'terlewat']);
  });

  it('care-42 mark all messages as read when the reader opens the conversation', async () => {
    const pair = await startConversation();
    await send(pair, pair.psychologist, 'Bagaimana tidurnya?');
    const { page: senderPage } = await openAs(system, pair.psychologist, { path: pair.path });
    const sender = new SessionPage(senderPage);
    await sender.waitForLastMessages(GREETING, 'Bagaimana tidurnya?');
    const { page, chat } = await list(pair.client, PHONE);
    await page.getByRole('link', { name: pair.psychologist.fullName }).waitFor();
    expect(await unreadOf(pair.client)).toBe(2);
    await page.getByRole('link', { name: pair.psychologist.fullName }).click();
    await chat.waitForLastMessages(GREETING, 'Bagaimana tidurnya?');
    await waitFor('no unread message', async () => (await unreadOf(pair.client)) === 0);
    await sender.deliveryState('Bagaimana tidurnya?', 'read').waitFor();
    expect(await unreadOf(pair.client)).toBe(0);
  });

  it('care-43 mark a message as read when the reader scrolls to it', async () => {
    const pair = await startConversation();
    for (let count = 1; count <= 60; count += 1) await send(pair, pair.client, `surat ${count}`);
    const { page } = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages('surat 60');
    await waitFor('no unread message', async () => (await unreadOf(pair.client)) === 0);
    await scrollTo(chat, 'Home', GREETING);
    await send(pair, pair.psychologist, 'di bawah sana');
    await page.getByRole('button', { name: '1 pesan baru' }).waitFor();
    // Longer than the page waits before it reports what was read.
    await page.waitForTimeout(1_000);
    expect(await unreadOf(pair.client)).toBe(1);
    await scrollTo(chat, 'End', 'di bawah sana');
    await waitFor('no unread message', async () => (await unreadOf(pair.client)) === 0);
  });

  it('care-48 explain why the conversation is closed for writing', async () => {
    const pair = await startConversation();
    const chat = await enter(pair.client, pair.path);
    await live(chat);
    const team = await system.addUser('team');
    await endAssignment(system.context.chat, team, { clientId: pair.client.id });
    await chat.page
      .getByText(translations.messages.closed)
      .or(chat.page.getByText(translations.errors['assignment-ended']))
      .first()
      .waitFor();
    expect(await chat.composer.count()).toBe(0);
  });
});
