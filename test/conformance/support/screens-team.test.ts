import type { Page } from 'playwright-core';
import { id as translations } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const { support, supportInbox: inbox } = translations;

describeInBrowser('the support pages of customers and admins', ({ it, openAs }) => {
  let system: TestSystem;
  let fixture: SupportFixture;
  let admin: TestUser;
  beforeAll(async () => {
    system = await startSystem();
    fixture = new SupportFixture(system);
    admin = await system.addUser('team');
  });
  afterAll(() => system.stop());

  const cards = (page: Page) => page.getByRole('list', { name: inbox.statistics.label });
  const entries = (page: Page) => page.getByRole('region', { name: inbox.rooms }).getByRole('link');
  const entryOf = (page: Page, { fullName }: TestUser) =>
    entries(page).filter({ hasText: fullName });

  async function openInbox(path = '/admin/chat'): Promise<Page> {
    const { page } = await openAs(system, admin, { path });
    await cards(page).waitFor();
    await entries(page).first().waitFor();
    return page;
  }

  async function openPanel(customer: TestUser, label: string | RegExp = support.open) {
    const { page } = await openAs(system, customer, { path: '/sessions', viewport: DESKTOP });
    await page.getByRole('button', { name: label }).click();
    return new SessionPage(page);
  }

  async function roomOf(options: { fullName?: string; priority?: string; status?: string } = {}) {
    const { fullName, priority, status } = options;
    const customer = await system.addUser('client', { fullName });
    const { id } = await fixture.openRoom(customer, 'Halo', priority ? { priority } : {});
    if (status) await fixture.manage(admin, id, { status });
    return { customer, id };
  }

  /** Waits until exactly these of the customers are listed. */
  async function waitForEntries(page: Page, all: TestUser[], listed: TestUser[]): Promise<void> {
    await waitFor(`the entries of ${listed.map((one) => one.fullName).join(', ')}`, async () => {
      const texts = await entries(page).allInnerTexts();
      return all.every(
        (one) => texts.some((text) => text.includes(one.fullName)) === listed.includes(one),
      );
    });
  }

  it('support-04 show a customer the history of the conversation with the admins', async () => {
    const { customer, id } = await roomOf();
    await fixture.sendMessage(admin, id, 'Ada yang bisa dibantu?');
    await fixture.sendMessage(customer, id, 'Bagaimana membayar?');
    const history = ['Halo', 'Ada yang bisa dibantu?', 'Bagaimana membayar?'];
    const chat = await openPanel(customer, /, 1 belum dibaca$/);
    await chat.waitForLastMessages(...history);
    expect(await chat.texts()).toEqual(history);
    expect(await fixture.texts(customer, id)).toEqual(history);
  });

  it('support-06 show a customer that an admin is typing, until they stop', async () => {
    const { customer, id } = await roomOf();
    const chat = await openPanel(customer);
    await chat.waitForLastMessages('Halo');
    const typing = chat.page.getByText(support.typing);
    const setTyping = (isTyping: boolean) =>
      fixture.call(admin, 'POST', `/rooms/${id}/typing`, { isTyping });
    await waitFor('typing to be shown', async () => {
      await setTyping(true);
      return typing.isVisible();
    });
    await setTyping(false);
    await typing.waitFor({ state: 'hidden' });
    expect(await chat.texts()).toEqual(['Halo']);
  });

  it('support-07 show each side how many messages are unread', async () => {
    const { customer, id } = await roomOf();
    await fixture.openRoom(customer, 'Ada orang?');
    const page = await openInbox();
    const badge = translations.session.unread_other.replace('{{count}}', '2');
    await entryOf(page, customer).getByText(badge).waitFor();
    await entryOf(page, customer).click();
    await new SessionPage(page).waitForLastMessages('Halo', 'Ada orang?');
    await entryOf(page, customer).getByText(badge).waitFor({ state: 'detached' });
    for (const text of ['Ada.', 'Silakan.']) await fixture.sendMessage(admin, id, text);
    const chat = await openPanel(customer, /, 2 belum dibaca$/);
    await chat.waitForLastMessages('Ada.', 'Silakan.');
    const unread = async (as: TestUser) =>
      (await fixture.list(as)).find((room) => room.id === id)?.unreadCount;
    await waitFor('no unread message', async () => (await unread(customer)) === 0);
    expect(await unread(admin)).toBe(0);
  });

  it('support-09 let an admin answer several rooms at the same time', async () => {
    const rooms = [await roomOf(), await roomOf(), await roomOf()];
    const page = await openInbox();
    const chat = new SessionPage(page);
    for (const { customer, id } of rooms) {
      await entryOf(page, customer).click();
      await page.waitForURL(`**/admin/chat/${id}`);
      await chat.waitForLastMessages('Halo');
      await chat.sendMessage(`Jawaban untuk ${customer.fullName}`);
      await chat.waitForLastMessages('Halo', `Jawaban untuk ${customer.fullName}`);
    }
    for (const { customer, id } of rooms) {
      const texts = ['Halo', `Jawaban untuk ${customer.fullName}`];
      await waitFor('the answer', async () => (await fixture.texts(customer, id)).length === 2);
      expect(await fixture.texts(customer, id)).toEqual(texts);
      await entryOf(page, customer).click();
      await chat.waitForLastMessages(...texts);
    }
    const newestFirst = rooms.map(({ id }) => id).reverse();
    expect((await fixture.listRoomIds(admin)).slice(0, 3)).toEqual(newestFirst);
  });

  it('support-13 filter the list by status', async () => {
    const open = (await roomOf()).customer;
    const closed = (await roomOf({ status: 'CLOSED' })).customer;
    const resolved = (await roomOf({ status: 'RESOLVED' })).customer;
    const all = [open, closed, resolved];
    const page = await openInbox();
    await waitForEntries(page, all, all);
    for (const [name, customer] of [
      ['open', open],
      ['closed', closed],
      ['resolved', resolved],
    ] as const) {
      await cards(page).getByRole('button', { name: inbox.statistics[name] }).click();
      await waitForEntries(page, all, [customer]);
      expect(new URL(page.url()).searchParams.get('status')).toBe(name.toUpperCase());
    }
    expect((await fixture.get(admin, '?status=GONE')).status).toBe(400);
  });

  it('support-14 filter the list by priority', async () => {
    const urgent = (await roomOf({ priority: 'URGENT' })).customer;
    const low = (await roomOf({ priority: 'LOW' })).customer;
    const page = await openInbox();
    await waitForEntries(page, [urgent, low], [urgent, low]);
    for (const [priority, customer] of [
      ['URGENT', urgent],
      ['LOW', low],
    ] as const) {
      await page.getByRole('combobox', { name: inbox.priority }).first().click();
      const option = { name: inbox.priorities[priority], exact: true };
      await page.getByRole('option', option).click();
      await waitForEntries(page, [urgent, low], [customer]);
    }
    expect(await fixture.listRoomIds(admin, '?priority=LOW&status=CLOSED')).toEqual([]);
  });

  it('support-15 search rooms by customer', async () => {
    const { customer, id } = await roomOf({ fullName: 'Dewi Lestari 100%' });
    const other = (await roomOf({ fullName: 'Eko Prasetyo' })).customer;
    const page = await openInbox();
    const search = page.getByRole('searchbox', { name: inbox.search });
    for (const text of ['dewi', 'LESTARI', 'wi les', '100%', customer.email]) {
      await search.fill(text);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('search') === text);
      await waitForEntries(page, [customer, other], [customer]);
      expect(await fixture.listRoomIds(admin, `?search=${encodeURIComponent(text)}`)).toEqual([id]);
    }
    await search.fill('D_wi');
    await page.keyboard.press('Enter');
    await page.getByText(inbox.noneFound).waitFor();
  });

  it('support-16 show the numbers of all, open, closed, resolved and unread rooms', async () => {
    await roomOf();
    const page = await openInbox();
    const numbers = async (): Promise<number[]> => {
      const texts = await cards(page).getByRole('listitem').allInnerTexts();
      return texts.map((text) => Number.parseInt(text, 10));
    };
    await waitFor('the numbers', async () => (await numbers()).every((one) => !Number.isNaN(one)));
    // All, open, resolved, closed, unread.
    const before = await numbers();
    const closed = await roomOf({ status: 'CLOSED' });
    await roomOf({ status: 'RESOLVED' });
    await roomOf();
    await fixture.room(admin, closed.id);
    const after = [3, 1, 1, 1, 2].map((grown, index) => grown + (before[index] ?? 0));
    await waitFor(
      `the numbers ${after.join()}`,
      async () => (await numbers()).join() === after.join(),
    );
    const { total, open, resolved, closed: ended, unread } = await fixture.statistics(admin);
    expect([total, open, resolved, ended, unread]).toEqual(after);
  });
});
