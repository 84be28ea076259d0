import type { Page } from 'playwright-core';
import { en } from '../../../src/web/i18n/en';
import { id as translations } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { only } from '../../support/harness/only';
import { waitFor } from '../../support/harness/wait-for';

const { support, supportInbox: inbox } = translations;
const CUSTOMER_PAGES = ['/sessions', '/book', '/messages'];

describeInBrowser('the support pages', ({ it, openAs }) => {
  let system: TestSystem;
  let fixture: SupportFixture;
  beforeAll(async () => {
    system = await startSystem();
    fixture = new SupportFixture(system);
  });
  afterAll(() => system.stop());

  const launcher = (page: Page) => page.getByRole('button', { name: support.open });
  const panel = (page: Page) => page.getByRole('complementary', { name: support.title });
  const chatOf = (page: Page) => new SessionPage(page);
  const cards = (page: Page) => page.getByRole('list', { name: inbox.statistics.label });
  const entries = (page: Page) => page.getByRole('region', { name: inbox.rooms }).getByRole('link');

  async function asCustomer(customer: TestUser, path = '/sessions', viewport = DESKTOP) {
    const { page } = await openAs(system, customer, { path, viewport });
    await launcher(page).waitFor();
    return page;
  }

  async function asAdmin(admin: TestUser, path = '/admin/chat') {
    const { page } = await openAs(system, admin, { path });
    await cards(page).waitFor();
    return page;
  }

  async function startChat(page: Page, text: string, subject?: string): Promise<SessionPage> {
    await launcher(page).click();
    if (subject !== undefined) await panel(page).getByLabel(support.subject).fill(subject);
    await panel(page).getByLabel(support.message, { exact: true }).fill(text);
    await panel(page).getByRole('button', { name: support.send, exact: true }).click();
    const chat = chatOf(page);
    await chat.waitForLastMessages(text);
    return chat;
  }

  async function createRoomWith(text: string, more: object = {}) {
    const users = await fixture.createUsers();
    const { id } = await fixture.openRoom(users.customer, text, more);
    return { ...users, roomId: id, path: `/admin/chat/${id}` };
  }

  it('support-02 float at the bottom right of a customer page', async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer);
    const box = await launcher(page).boundingBox();
    expect(box?.x).toBeGreaterThan(DESKTOP.width - 120);
    expect(box?.y).toBeGreaterThan(DESKTOP.height - 120);
  });

  it('support-08 list the conversations of all customers for the admin', async () => {
    const [one, other] = [await createRoomWith('Halo satu'), await createRoomWith('Halo dua')];
    const page = await asAdmin(one.admin);
    for (const { customer } of [one, other]) {
      const entry = entries(page).filter({ hasText: customer.fullName });
      await entry.waitFor();
      expect(await entry.innerText()).toContain('Halo');
    }
  });

  it("support-49 load the widget's panel on first use", async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await launcher(page).click();
    await panel(page).getByRole('heading', { name: support.title }).waitFor();
    expect(loaded.some((url) => /support-panel/.test(url))).toBe(true);
  });

  it('support-50 minimize, restore and close the panel', async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer);
    await launcher(page).click();
    const message = panel(page).getByLabel(support.message, { exact: true });
    await message.fill('belum terkirim');
    await page.getByRole('button', { name: support.minimise }).click();
    await message.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: support.expand }).click();
    expect(await message.inputValue()).toBe('belum terkirim');
    await page.getByRole('button', { name: support.close }).click();
    await launcher(page).waitFor();
    expect(await message.count()).toBe(0);
  });

  it('support-51 start a conversation with a form', async () => {
    const { customer } = await fixture.createUsers();
    await startChat(await asCustomer(customer), 'Bagaimana membayar?', 'Pembayaran');
    const room = only(await fixture.list(customer));
    expect(room).toMatchObject({ subject: 'Pembayaran', status: 'OPEN', messageCount: 1 });
  });

  it("support-52 show the admin's messages immediately", async () => {
    const { customer, admin } = await fixture.createUsers();
    const chat = await startChat(await asCustomer(customer), 'Ada orang?');
    const room = only(await fixture.list(customer));
    await fixture.sendMessage(admin, room.id, 'Ada, silakan.');
    await chat.waitForLastMessages('Ada orang?', 'Ada, silakan.');
    await chat.sendMessage('Terima kasih.');
    await chat.deliveryState('Terima kasih.', 'sent').waitFor();
    expect(await fixture.texts(admin, room.id)).toContain('Terima kasih.');
  });

  it('support-53 show that the admin is typing and count unread messages', async () => {
    const { customer, admin } = await fixture.createUsers();
    const page = await asCustomer(customer);
    await startChat(page, 'Halo?');
    const room = only(await fixture.list(customer));
    const typing = panel(page).getByText(support.typing);
    await waitFor('typing to be shown', async () => {
      await fixture.call(admin, 'POST', `/rooms/${room.id}/typing`, { isTyping: true });
      return typing.isVisible();
    });
    await page.getByRole('button', { name: support.close }).click();
    await launcher(page).waitFor();
    await fixture.sendMessage(admin, room.id, 'Halo juga.');
    const unread = page.getByRole('button', { name: /, 1 belum dibaca$/ });
    await unread.waitFor();
    await unread.click();
    await chatOf(page).waitForLastMessages('Halo juga.');
    expect((await fixture.list(customer))[0]?.unreadCount).toBe(0);
  });

  it('support-54 show admins a dashboard of list, conversation and statistics', async () => {
    const { customer, admin } = await createRoomWith('Tolong');
    const page = await asAdmin(admin);
    await entries(page).filter({ hasText: customer.fullName }).click();
    await chatOf(page).waitForLastMessages('Tolong');
    expect(await cards(page).getByRole('listitem').count()).toBe(5);
  });

  it('support-55 filter the list by status and priority and search by customer', async () => {
    const urgent = await createRoomWith('Mendesak', { priority: 'URGENT' });
    const closed = await createRoomWith('Selesai');
    await fixture.manage(closed.admin, closed.roomId, { status: 'CLOSED' });
    const page = await asAdmin(urgent.admin, '/admin/chat?priority=URGENT');
    await entries(page).filter({ hasText: urgent.customer.fullName }).waitFor();
    expect(await entries(page).filter({ hasText: closed.customer.fullName }).count()).toBe(0);
    await page.goto('/admin/chat');
    await cards(page).getByRole('button', { name: inbox.statistics.closed }).click();
    await entries(page).filter({ hasText: closed.customer.fullName }).waitFor();
    await entries(page)
      .filter({ hasText: urgent.customer.fullName })
      .waitFor({ state: 'detached' });
    await cards(page).getByRole('button', { name: inbox.statistics.total }).click();
    await page.getByRole('searchbox', { name: inbox.search }).fill(urgent.customer.fullName);
    await page.keyboard.press('Enter');
    await waitFor('the search result', async () => (await entries(page).count()) === 1);
    expect(await entries(page).innerText()).toContain(urgent.customer.fullName);
  });

  it('support-56 reply to the customer with free text or a template', async () => {
    const { customer, admin, roomId, path } = await createRoomWith('Halo');
    const template = { title: 'Salam', message: 'Selamat datang di Ruang Diri.' };
    await fixture.call(admin, 'POST', '/templates', template);
    const chat = chatOf(await asAdmin(admin, path));
    await chat.waitForLastMessages('Halo');
    await chat.sendMessage('Apa yang bisa kami bantu?');
    await chat.deliveryState('Apa yang bisa kami bantu?', 'sent').waitFor();
    await chat.page.getByRole('button', { name: template.title }).click();
    await chat.composer.press('Enter');
    await chat.deliveryState(template.message, 'sent').waitFor();
    expect((await fixture.texts(customer, roomId)).slice(-1)).toEqual([template.message]);
  });

  it('support-57 set status and priority', async () => {
    const { customer, admin, roomId, path } = await createRoomWith('Halo');
    const page = await asAdmin(admin, path);
    const choose = async (field: string, choice: string): Promise<void> => {
      const chat = page.getByRole('region', { name: inbox.conversation, exact: true });
      await chat.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: choice, exact: true }).click();
    };
    await choose(inbox.priority, inbox.priorities.HIGH);
    await choose(inbox.status, support.status.RESOLVED);
    await waitFor('status and priority', async () => {
      const { status, priority } = await fixture.room(customer, roomId);
      return status === 'RESOLVED' && priority === 'HIGH';
    });
    const entry = entries(page).filter({ hasText: customer.fullName });
    await entry.getByText(support.status.RESOLVED).waitFor();
    expect(await entry.innerText()).toContain(inbox.priorities.HIGH);
  });

  it('support-58 show the statistics as cards', async () => {
    const { admin } = await createRoomWith('Halo');
    const page = await asAdmin(admin);
    const statistics = await fixture.statistics(admin);
    await cards(page)
      .getByRole('button', { name: `${statistics.total} ${inbox.statistics.total}` })
      .waitFor();
    const counts = await cards(page).getByRole('listitem').allInnerTexts();
    const { total, open, resolved, closed, unread } = statistics;
    const expected = [total, open, resolved, closed, unread];
    expect(counts.map((text) => Number.parseInt(text, 10))).toEqual(expected);
  });

  it('support-59 include the widget on every customer page and on no other', async () => {
    const { customer, admin } = await fixture.createUsers();
    const page = await asCustomer(customer, '/sessions', PHONE);
    for (const path of CUSTOMER_PAGES) {
      await page.goto(path);
      await launcher(page).waitFor();
    }
    const board = await asAdmin(admin);
    expect(await launcher(board).count()).toBe(0);
  });

  it('support-60 serve the dashboard at /admin/chat, to admins only', async () => {
    const { customer, admin } = await fixture.createUsers();
    const page = await asAdmin(admin, '/admin/chat');
    await page.getByRole('heading', { level: 1, name: inbox.title }).waitFor();
    const customerPage = await asCustomer(customer, '/admin/chat');
    await customerPage
      .getByRole('heading', { name: translations.layout.accessDenied.title })
      .waitFor();
    expect(await cards(customerPage).count()).toBe(0);
  });

  it(`support-68 have "Chat Support" in the admin's menu`, async () => {
    const { admin } = await fixture.createUsers();
    const { page } = await openAs(system, admin, { path: '/team' });
    const menu = page.getByRole('navigation', { name: translations.layout.mainNavigation });
    await menu.getByRole('link', { name: 'Bantuan klien', exact: true }).waitFor();
    await page.evaluate(`localStorage.setItem('ruang-diri.language', 'en')`);
    await page.reload();
    const englishMenu = page.getByRole('navigation', { name: en.layout.mainNavigation });
    await englishMenu.getByRole('link', { name: 'Chat Support', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: en.supportInbox.title }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/chat');
  });

  it('support-69 select the next room when one leaves the list (C-60)', async () => {
    const first = await createRoomWith('Satu');
    const second = await createRoomWith('Dua');
    const page = await asAdmin(first.admin, `${second.path}?status=OPEN`);
    await chatOf(page).waitForLastMessages('Dua');
    await entries(page).filter({ hasText: first.customer.fullName }).waitFor();
    const chat = page.getByRole('region', { name: inbox.conversation, exact: true });
    await chat.getByRole('combobox', { name: inbox.status }).click();
    await page.getByRole('option', { name: support.status.CLOSED, exact: true }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(`/${second.roomId}`));
    await entries(page)
      .filter({ hasText: second.customer.fullName })
      .waitFor({ state: 'detached' });
    await chatOf(page).waitForLastMessages('Satu');
    expect(new URL(page.url()).searchParams.get('status')).toBe('OPEN');
  });

  it('support-77 use the language of the user', async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer);
    await page.evaluate(`localStorage.setItem('ruang-diri.language', 'en')`);
    await page.reload();
    await page.getByRole('button', { name: en.support.open }).click();
    await page.getByText(en.support.intro).waitFor();
    expect(await page.getByText(support.intro).count()).toBe(0);
  });

  it('support-87 open the panel when a customer clicks the button', async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer, '/sessions', PHONE);
    await launcher(page).tap();
    const heading = panel(page).getByRole('heading', { name: support.title });
    await heading.waitFor();
    const focused = page.locator(':focus');
    await waitFor('the focus', async () => (await focused.count()) === 1);
    expect(await focused.innerText()).toBe(support.title);
  });

  it('support-88 accept a form filled in by keyboard', async () => {
    const { customer } = await fixture.createUsers();
    const page = await asCustomer(customer);
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await panel(page).getByLabel(support.message, { exact: true }).focus();
    await page.keyboard.type('Dengan papan ketik.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await chatOf(page).waitForLastMessages('Dengan papan ketik.');
    expect((await fixture.get(customer)).body.data).toHaveLength(1);
  });

  it('support-91 lead an admin from the menu to a conversation and back', async () => {
    const { admin, customer } = await createRoomWith('Dari menu');
    const { page } = await openAs(system, admin, { path: '/team', viewport: PHONE });
    await page.getByRole('link', { name: translations.layout.nav.support }).tap();
    await page.getByRole('link').filter({ hasText: customer.fullName }).tap();
    await chatOf(page).waitForLastMessages('Dari menu');
    await page.getByRole('link', { name: translations.session.back }).tap();
    await cards(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/chat');
  });
});
