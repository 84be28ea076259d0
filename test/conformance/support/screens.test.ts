import type { Page } from 'playwright-core';
import { en } from '../../../src/web/i18n/en';
import { id as words } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const { support: help, supportInbox: inbox } = words;
const CUSTOMER_PAGES = ['/sessions', '/book', '/messages'];

describeInBrowser('the screens of support', ({ it, openAs }) => {
  let system: TestSystem;
  let scene: SupportFixture;
  beforeAll(async () => {
    system = await startSystem();
    scene = new SupportFixture(system);
  });
  afterAll(() => system.stop());

  const launcher = (page: Page) => page.getByRole('button', { name: help.open });
  const panel = (page: Page) => page.getByRole('complementary', { name: help.title });
  const talkOf = (page: Page) => new SessionPage(page);
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

  async function ask(page: Page, text: string, subject?: string): Promise<SessionPage> {
    await launcher(page).click();
    if (subject !== undefined) await panel(page).getByLabel(help.subject).fill(subject);
    await panel(page).getByLabel(help.message, { exact: true }).fill(text);
    await panel(page).getByRole('button', { name: help.send, exact: true }).click();
    const talk = talkOf(page);
    await talk.waitForLastMessages(text);
    return talk;
  }

  async function asked(text: string, more: object = {}) {
    const people = await scene.createUsers();
    const { id } = await scene.openRoom(people.customer, text, more);
    return { ...people, roomId: Number(id), path: `/admin/chat/${id}` };
  }

  it('support-02 floats at the bottom right of a customer page', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer);
    const box = await launcher(page).boundingBox();
    expect(box?.x).toBeGreaterThan(DESKTOP.width - 120);
    expect(box?.y).toBeGreaterThan(DESKTOP.height - 120);
  });

  it('support-08 lists the conversations of all customers for the admin', async () => {
    const [one, other] = [await asked('Halo satu'), await asked('Halo dua')];
    const page = await asAdmin(one.admin);
    for (const { customer } of [one, other]) {
      const entry = entries(page).filter({ hasText: customer.fullName });
      await entry.waitFor();
      expect(await entry.innerText()).toContain('Halo');
    }
  });

  it('support-49 is a widget that loads its panel when somebody reaches for it', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await launcher(page).click();
    await panel(page).getByRole('heading', { name: help.title }).waitFor();
    expect(loaded.some((url) => /support-panel/.test(url))).toBe(true);
  });

  it('support-50 is made small, large again, and closed', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer);
    await launcher(page).click();
    const message = panel(page).getByLabel(help.message, { exact: true });
    await message.fill('belum terkirim');
    await page.getByRole('button', { name: help.minimise }).click();
    await message.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: help.enlarge }).click();
    expect(await message.inputValue()).toBe('belum terkirim');
    await page.getByRole('button', { name: help.close }).click();
    await launcher(page).waitFor();
    expect(await message.count()).toBe(0);
  });

  it('support-51 begins a conversation with its form', async () => {
    const { customer } = await scene.createUsers();
    await ask(await asCustomer(customer), 'Bagaimana membayar?', 'Pembayaran');
    const [room] = (await scene.get(customer)).body.data;
    expect(room).toMatchObject({ subject: 'Pembayaran', status: 'OPEN', messageCount: 1 });
  });

  it('support-52 shows what the admin writes as it comes', async () => {
    const { customer, admin } = await scene.createUsers();
    const talk = await ask(await asCustomer(customer), 'Ada orang?');
    const [room] = (await scene.get(customer)).body.data;
    await scene.sendMessage(admin, room.id, 'Ada, silakan.');
    await talk.waitForLastMessages('Ada orang?', 'Ada, silakan.');
    await talk.sendMessage('Terima kasih.');
    await talk.deliveryState('Terima kasih.', 'sent').waitFor();
    expect(await scene.texts(admin, room.id)).toContain('Terima kasih.');
  });

  it('support-53 shows that the admin types, and counts what is unread', async () => {
    const { customer, admin } = await scene.createUsers();
    const page = await asCustomer(customer);
    await ask(page, 'Halo?');
    const [room] = (await scene.get(customer)).body.data;
    const typing = panel(page).getByText(help.typing);
    await waitFor('typing to be shown', async () => {
      await scene.call(admin, 'POST', `/rooms/${room.id}/typing`, { isTyping: true });
      return typing.isVisible();
    });
    await page.getByRole('button', { name: help.close }).click();
    await launcher(page).waitFor();
    await scene.sendMessage(admin, room.id, 'Halo juga.');
    const unread = page.getByRole('button', { name: /, 1 belum dibaca$/ });
    await unread.waitFor();
    await unread.click();
    await talkOf(page).waitForLastMessages('Halo juga.');
    expect((await scene.get(customer)).body.data[0].unreadCount).toBe(0);
  });

  it('support-54 is a dashboard of list, conversation and figures', async () => {
    const { customer, admin } = await asked('Tolong');
    const page = await asAdmin(admin);
    await entries(page).filter({ hasText: customer.fullName }).click();
    await talkOf(page).waitForLastMessages('Tolong');
    expect(await cards(page).getByRole('listitem').count()).toBe(5);
  });

  it('support-55 narrows the list by status and priority, and searches customers', async () => {
    const urgent = await asked('Mendesak', { priority: 'URGENT' });
    const closed = await asked('Selesai');
    await scene.manage(closed.admin, closed.roomId, { status: 'CLOSED' });
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
    await waitFor('the one who is searched', async () => (await entries(page).count()) === 1);
    expect(await entries(page).innerText()).toContain(urgent.customer.fullName);
  });

  it('support-56 replies to the customer, by hand or with what lies ready', async () => {
    const { customer, admin, roomId, path } = await asked('Halo');
    const ready = { title: 'Salam', message: 'Selamat datang di Ruang Diri.' };
    await scene.call(admin, 'POST', '/templates', ready);
    const talk = talkOf(await asAdmin(admin, path));
    await talk.waitForLastMessages('Halo');
    await talk.sendMessage('Apa yang bisa kami bantu?');
    await talk.deliveryState('Apa yang bisa kami bantu?', 'sent').waitFor();
    await talk.page.getByRole('button', { name: ready.title }).click();
    await talk.composer.press('Enter');
    await talk.deliveryState(ready.message, 'sent').waitFor();
    expect((await scene.texts(customer, roomId)).slice(-1)).toEqual([ready.message]);
  });

  it('support-57 sets status and priority', async () => {
    const { customer, admin, roomId, path } = await asked('Halo');
    const page = await asAdmin(admin, path);
    const choose = async (field: string, choice: string): Promise<void> => {
      const talk = page.getByRole('region', { name: inbox.conversation, exact: true });
      await talk.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: choice, exact: true }).click();
    };
    await choose(inbox.priority, inbox.priorities.HIGH);
    await choose(inbox.status, help.status.RESOLVED);
    await waitFor('both to be kept', async () => {
      const { status, priority } = await scene.room(customer, roomId);
      return status === 'RESOLVED' && priority === 'HIGH';
    });
    const entry = entries(page).filter({ hasText: customer.fullName });
    await entry.getByText(help.status.RESOLVED).waitFor();
    expect(await entry.innerText()).toContain(inbox.priorities.HIGH);
  });

  it('support-58 shows the figures as cards', async () => {
    const { admin } = await asked('Halo');
    const page = await asAdmin(admin);
    const figures = (await scene.call(admin, 'GET', '/statistics')).body.data;
    await cards(page)
      .getByRole('button', { name: `${figures.total} ${inbox.statistics.total}` })
      .waitFor();
    const shown = await cards(page).getByRole('listitem').allInnerTexts();
    const { total, open, resolved, closed, unread } = figures;
    const expected = [total, open, resolved, closed, unread];
    expect(shown.map((text) => Number.parseInt(text, 10))).toEqual(expected);
  });

  it('support-59 is there on every page of a customer, and on no other', async () => {
    const { customer, admin } = await scene.createUsers();
    const page = await asCustomer(customer, '/sessions', PHONE);
    for (const path of CUSTOMER_PAGES) {
      await page.goto(path);
      await launcher(page).waitFor();
    }
    const board = await asAdmin(admin);
    expect(await launcher(board).count()).toBe(0);
  });

  it('support-60 has its dashboard at /admin/chat, for admins alone', async () => {
    const { customer, admin } = await scene.createUsers();
    const page = await asAdmin(admin, '/admin/chat');
    await page.getByRole('heading', { level: 1, name: inbox.title }).waitFor();
    const stranger = await asCustomer(customer, '/admin/chat');
    await stranger.getByRole('heading', { name: words.layout.accessDenied.title }).waitFor();
    expect(await cards(stranger).count()).toBe(0);
  });

  it('support-68 has "Chat Support" in the menu of the admin', async () => {
    const { admin } = await scene.createUsers();
    const { page } = await openAs(system, admin, { path: '/team' });
    const menu = page.getByRole('navigation', { name: words.layout.mainNavigation });
    await menu.getByRole('link', { name: words.layout.nav.support, exact: true }).click();
    await cards(page).waitFor();
    await page.evaluate(`localStorage.setItem('ruang-diri.language', 'en')`);
    await page.reload();
    await page.getByRole('link', { name: 'Chat Support', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/chat');
  });

  it('support-69 goes on to the next room when one leaves the list (C-60)', async () => {
    const first = await asked('Satu');
    const second = await asked('Dua');
    const page = await asAdmin(first.admin, `${second.path}?status=OPEN`);
    await talkOf(page).waitForLastMessages('Dua');
    await entries(page).filter({ hasText: first.customer.fullName }).waitFor();
    const talk = page.getByRole('region', { name: inbox.conversation, exact: true });
    await talk.getByRole('combobox', { name: inbox.status }).click();
    await page.getByRole('option', { name: help.status.CLOSED, exact: true }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(`/${second.roomId}`));
    await entries(page)
      .filter({ hasText: second.customer.fullName })
      .waitFor({ state: 'detached' });
    await talkOf(page).waitForLastMessages('Satu');
    expect(new URL(page.url()).searchParams.get('status')).toBe('OPEN');
  });

  it('support-77 speaks the language of whoever sits there', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer);
    await page.evaluate(`localStorage.setItem('ruang-diri.language', 'en')`);
    await page.reload();
    await page.getByRole('button', { name: en.support.open }).click();
    await page.getByText(en.support.intro).waitFor();
    expect(await page.getByText(help.intro).count()).toBe(0);
  });

  it('support-87 opens when a customer presses it', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer, '/sessions', PHONE);
    await launcher(page).tap();
    const heading = panel(page).getByRole('heading', { name: help.title });
    await heading.waitFor();
    const focused = page.locator(':focus');
    await waitFor('the focus', async () => (await focused.count()) === 1);
    expect(await focused.innerText()).toBe(help.title);
  });

  it('support-88 takes a form that is filled by the keyboard', async () => {
    const { customer } = await scene.createUsers();
    const page = await asCustomer(customer);
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await panel(page).getByLabel(help.message, { exact: true }).focus();
    await page.keyboard.type('Dengan papan ketik.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await talkOf(page).waitForLastMessages('Dengan papan ketik.');
    expect((await scene.get(customer)).body.data).toHaveLength(1);
  });

  it('support-91 leads an admin from the menu to a conversation and back', async () => {
    const { admin, customer } = await asked('Dari menu');
    const { page } = await openAs(system, admin, { path: '/team', viewport: PHONE });
    await page.getByRole('link', { name: words.layout.nav.support }).tap();
    await page.getByRole('link').filter({ hasText: customer.fullName }).tap();
    await talkOf(page).waitForLastMessages('Dari menu');
    await page.getByRole('link', { name: words.session.back }).tap();
    await cards(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/chat');
  });
});
