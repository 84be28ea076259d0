import type { Locator, Page } from 'playwright-core';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import type { WindowOptions } from '../support/pages/browser-window';
import { accessibilityIssues } from '../support/pages/page-checks';
import { SessionPage } from '../support/pages/session-page';
import { createActiveSession } from '../support/fixtures/active-session';
import type { ActiveSession } from '../support/fixtures/active-session';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';
import { createCarePair, createCareMessage } from '../support/fixtures/care-pair';
import { waitFor } from '../support/harness/wait-for';

const { chat: text, messages: list } = texts;

/** The actions of messages on a page, located by roles and names. */
class MessageActions {
  constructor(readonly chat: SessionPage) {}

  get page(): Page {
    return this.chat.page;
  }

  async open(message: string): Promise<Locator> {
    const article = this.chat.message(message);
    await article.hover();
    await article.getByRole('button', { name: /^Tindakan untuk pesan/ }).click();
    const menu = this.page.getByRole('menu');
    await menu.waitFor();
    return menu;
  }

  async choose(message: string, item: string): Promise<void> {
    const menu = await this.open(message);
    await menu.getByRole('menuitem', { name: item, exact: true }).click();
    await menu.waitFor({ state: 'hidden' });
  }

  reaction(message: string, emoji: string, count: number): Locator {
    const name = `${emoji}, ${count} orang`;
    return this.chat.message(message).getByRole('button', { name, exact: true });
  }
}

describeInBrowser('message actions', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  async function enter(
    user: TestUser,
    path: string,
    options: WindowOptions = {},
  ): Promise<MessageActions> {
    const { page } = await openAs(system, user, { path, ...options });
    const chat = new SessionPage(page);
    await chat.waitUntilWritable();
    return new MessageActions(chat);
  }

  async function openBoth(): Promise<
    ActiveSession & { one: MessageActions; other: MessageActions }
  > {
    const session = await createActiveSession(system);
    const path = `/sessions/${session.sessionId}`;
    const one = await enter(session.client, path);
    const other = await enter(session.psychologist, path);
    return { ...session, one, other };
  }

  it('replies to a message and jumps to it from the quote', async () => {
    const { one, other } = await openBoth();
    await one.chat.sendMessage('Saya sulit tidur.');
    await other.chat.message('Saya sulit tidur.').waitFor();
    await other.choose('Saya sulit tidur.', text.reply);
    await waitFor('the focus in the composer', () =>
      other.page.evaluate<boolean>('document.activeElement instanceof HTMLTextAreaElement'),
    );
    await other.chat.sendMessage('Sejak kapan?');
    const quote = one.chat
      .message('Sejak kapan?')
      .getByRole('button', { name: /^Membalas .+Saya sulit tidur\./ });
    await quote.click();
    await waitFor('the focus on the quoted message', () =>
      one.page.evaluate<boolean>(
        "document.activeElement.textContent.includes('Saya sulit tidur.')",
      ),
    );
    expect(await accessibilityIssues(one.page)).toEqual([]);
  });

  it('shows, counts and removes reactions on both sides', async () => {
    const { one, other } = await openBoth();
    await one.chat.sendMessage('Hari ini lebih baik.');
    await other.chat.message('Hari ini lebih baik.').waitFor();
    const menu = await other.open('Hari ini lebih baik.');
    expect(await accessibilityIssues(other.page)).toEqual([]);
    await menu.getByRole('menuitemcheckbox', { name: '🙏' }).click();
    await other.reaction('Hari ini lebih baik.', '🙏', 1).waitFor();
    await one.reaction('Hari ini lebih baik.', '🙏', 1).click();
    const countOfTwo = other.reaction('Hari ini lebih baik.', '🙏', 2);
    await countOfTwo.waitFor();
    expect(await countOfTwo.getAttribute('aria-pressed')).toBe('true');
    await countOfTwo.click();
    await one.reaction('Hari ini lebih baik.', '🙏', 1).waitFor();
  });

  it('edits and deletes only own messages, for both sides', async () => {
    const { one, other } = await openBoth();
    await one.chat.sendMessage('Saya marsh.');
    await other.chat.message('Saya marsh.').waitFor();
    await one.choose('Saya marsh.', text.edit);
    expect(await one.chat.composer.inputValue()).toBe('Saya marsh.');
    await one.chat.sendMessage('Saya marah.');
    await other.chat.message('Saya marah.').getByText(text.edited, { exact: true }).waitFor();
    const menu = await other.open('Saya marah.');
    expect(await menu.getByRole('menuitem', { name: text.remove }).count()).toBe(0);
    await other.page.keyboard.press('Escape');
    await one.choose('Saya marah.', text.remove);
    const dialog = one.page.getByRole('dialog', { name: text.deleteDialog.title });
    await dialog.getByRole('button', { name: text.remove, exact: true }).click();
    await other.chat.message(text.deleted).waitFor();
    expect(await other.chat.message('Saya marah.').count()).toBe(0);
    await one.chat.message(text.deleted).waitFor();
  });

  it('sends emoji in text, and stickers', async () => {
    const { one, other } = await openBoth();
    await one.chat.composer.fill('Terima kasih ');
    await one.page.getByRole('button', { name: text.picker.open }).click();
    const emoji = one.page.getByRole('group', { name: text.picker.groups.gestures });
    await emoji.getByRole('button', { name: '🙏' }).click();
    await one.chat.composer.press('Enter');
    await other.chat.message('Terima kasih 🙏').waitFor();
    await one.page.getByRole('button', { name: text.picker.open }).click();
    const stickers = one.page.getByRole('group', { name: text.picker.stickers });
    await stickers.waitFor();
    expect(await accessibilityIssues(one.page)).toEqual([]);
    await stickers.getByRole('button', { name: text.stickers.hug }).click();
    await other.chat.conversation.getByRole('img', { name: text.stickers.hug }).waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    const { one, other } = await openBoth();
    await one.chat.sendMessage('pertama');
    await one.chat.sendMessage('kedua');
    await other.chat.message('kedua').waitFor();
    const { keyboard } = other.page;
    await other.chat.composer.focus();
    const isActionsButton =
      'document.activeElement.ariaLabel?.startsWith("Tindakan untuk pesan") ?? false';
    await waitFor('the focus on the actions of the last message', async () => {
      await keyboard.press('Shift+Tab');
      return other.page.evaluate<boolean>(isActionsButton);
    });
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    const menu = other.page.getByRole('menu');
    await menu.getByRole('menuitem', { name: text.reply }).waitFor();
    await keyboard.press('End');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
    await other.page.getByText(text.compose.reply.replace('{{name}}', '')).waitFor();
    await keyboard.type('jawaban');
    await keyboard.press('Enter');
    await one.chat
      .message('jawaban')
      .getByRole('button', { name: /^Membalas .+pertama/ })
      .waitFor();
  });

  it('opens the menu by a long press on a phone', async () => {
    const session = await createActiveSession(system);
    const path = `/sessions/${session.sessionId}`;
    const one = await enter(session.client, path, { viewport: PHONE });
    await one.chat.sendMessage('di telepon');
    await one.chat.deliveryState('di telepon', 'sent').waitFor();
    const box = await one.chat.message('di telepon').locator('p[dir=auto]').boundingBox();
    if (!box) throw new Error('The message is not rendered');
    const devtools = await one.page.context().newCDPSession(one.page);
    const touchPoints = [{ x: box.x + 10, y: box.y + 10 }];
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await one.page.getByRole('menu').waitFor();
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await one.page.getByRole('menuitem', { name: text.reply }).waitFor();
  });

  it('finds a word far up in the conversation and jumps to it', async () => {
    const { client, psychologist } = await createCarePair(system);
    const first = await createCareMessage(system, {
      client,
      from: client,
      text: 'Saya takut gelap.',
    });
    for (let count = 0; count < 90; count += 1) {
      await createCareMessage(system, { client, from: psychologist, text: `catatan ${count}` });
    }
    const one = await enter(client, `/messages/${first.conversationId}`);
    await one.page.getByRole('button', { name: text.search.open }).click();
    await one.page.getByRole('searchbox').fill('gelap');
    const found = one.page.getByRole('search').getByRole('button', { name: /Saya takut gelap/ });
    await found.waitFor();
    expect(await found.locator('mark').allInnerTexts()).toEqual(['gelap']);
    expect(await accessibilityIssues(one.page)).toEqual([]);
    await found.click();
    await waitFor('the focus on the found message', () =>
      one.page.evaluate<boolean>("document.activeElement.textContent.includes('takut gelap')"),
    );
    expect(await one.chat.message('Saya takut gelap.').isVisible()).toBe(true);
  });

  it('archives and restores a conversation', async () => {
    const { client, psychologist } = await createCarePair(system);
    const draft = { client, from: psychologist, text: 'Selamat pagi.' };
    const { conversationId } = await createCareMessage(system, draft);
    const one = await enter(client, `/messages/${conversationId}`, { viewport: PHONE });
    await one.page.getByRole('button', { name: list.archive.archive }).click();
    await one.page.getByRole('button', { name: list.archive.restore }).waitFor();
    await one.page.getByRole('link', { name: texts.session.back }).click();
    await one.page.getByRole('button', { name: 'Arsip (1)' }).click();
    await one.page.getByRole('link', { name: /Selamat pagi/ }).click();
    await one.page.getByRole('button', { name: list.archive.restore }).click();
    await one.page.getByRole('button', { name: list.archive.archive }).waitFor();
    await one.page.getByRole('link', { name: texts.session.back }).click();
    await one.page.getByRole('link', { name: /Selamat pagi/ }).waitFor();
    expect(await one.page.getByRole('button', { name: /^Arsip \(/ }).count()).toBe(0);
  });
});
