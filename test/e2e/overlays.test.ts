import { en } from '../../src/web/i18n/en';
import { id as texts } from '../../src/web/i18n/id';
import { bookSession } from '../support/fixtures/book-session';
import { BookingPage } from '../support/pages/booking-page';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { accessibilityIssues, languageIssues } from '../support/pages/page-checks';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const { layout, mySessions, teamSessions } = texts;
const HELP_PX = 56;

describeInBrowser('menus, dialogs and popovers', ({ it, openAs }) => {
  let system: TestSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let sessionId: string;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    client = await system.addUser('client');
    psychologist = await system.addUser('psychologist');
    ({ sessionId } = await bookSession(system, client, { psychologist }));
  });
  afterAll(() => system.stop());

  it('are accessible', async () => {
    const mine = (await openAs(system, client, { path: '/sessions', viewport: PHONE })).page;
    const booking = new BookingPage(mine);
    await booking.change(booking.card(psychologist.fullName), 'cancel');
    await mine.getByRole('dialog', { name: mySessions.cancelDialog.title }).waitFor();
    expect(await accessibilityIssues(mine)).toEqual([]);

    const theirs = (await openAs(system, psychologist, { path: '/today' })).page;
    await theirs.getByRole('button', { name: /^Notifikasi, 1/ }).click();
    await theirs.getByText(layout.notifications.kind.session_booked).waitFor();
    expect(await accessibilityIssues(theirs)).toEqual([]);

    const team = await system.addUser('team');
    const board = (await openAs(system, team, { path: `/team/sessions/${sessionId}` })).page;
    await board.getByRole('button', { name: teamSessions.action.cancel }).click();
    const dialog = board.getByRole('dialog', { name: teamSessions.action.cancelTitle });
    await dialog.getByRole('button', { name: teamSessions.action.cancel }).click();
    await dialog.getByText(teamSessions.action.reasonMissing).waitFor();
    expect(await accessibilityIssues(board)).toEqual([]);
    await board.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await board.locator(':focus').innerText()).toBe(teamSessions.action.cancel);
    await board.goto('/team');
    await board.getByRole('combobox', { name: teamSessions.filters.state }).click();
    await board.getByRole('option', { name: teamSessions.states.completed }).waitFor();
    expect(await accessibilityIssues(board)).toEqual([]);
  });

  it('leave a phone to what is read: the help button, while the page is scrolled and at its end', async () => {
    const options = { path: '/book', viewport: PHONE };
    const { page } = await openAs(system, client, options);
    await page.getByRole('radiogroup').first().waitFor();
    const help = page.getByRole('button', { name: texts.support.open });
    await help.waitFor();
    const isShown = async (): Promise<boolean> =>
      ((await help.boundingBox())?.x ?? 0) < PHONE.width;
    expect(await isShown()).toBe(true);
    await page.evaluate(
      'window.scroller = setInterval(() => scrollBy(0, scrollY > 50 ? -9 : 9), 50)',
    );
    await waitFor('a hidden help button', async () => !(await isShown()));
    const next = page.getByRole('button', { name: texts.common.next, exact: true });
    await page.evaluate('clearInterval(window.scroller); scrollTo(0, 1e6)');
    await waitFor('the help button', isShown);
    const end = await page.evaluate<number>(
      'Math.max(...[...document.querySelectorAll("main *")].map((one) => one.textContent && !one.childElementCount ? one.getBoundingClientRect().bottom : 0))',
    );
    const helpTop = async (): Promise<number> => (await help.boundingBox())?.y ?? 0;
    expect(end).toBeLessThan(await helpTop());
    // The bar of a chosen time stays at the bottom of the window.
    await page.getByRole('radio', { name: /^Besok/ }).check({ force: true });
    const times = page.getByRole('radiogroup', { name: /^Jam mulai pada/ });
    await times.getByRole('radio').last().check({ force: true });
    await page.evaluate('scrollTo(0, 0)');
    await waitFor('the help button', isShown);
    const box = await next.boundingBox();
    expect(box?.y ?? Infinity).toBeLessThan(PHONE.height);
    expect((await helpTop()) + HELP_PX).toBeLessThan(box?.y ?? 0);
  });

  it('change language and theme at once and for the next visit', async () => {
    const { page, context } = await openAs(system, client, { path: '/sessions' });
    const choose = async (menu: string, choice: string): Promise<void> => {
      await page.getByRole('button', { name: menu }).click();
      await page.getByRole('menuitemradio', { name: choice }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    };
    await choose(layout.menu, 'English');
    await page.getByRole('heading', { level: 1, name: en.mySessions.title }).waitFor();
    expect(await languageIssues(page, 'en')).toEqual([]);
    await choose(en.layout.menu, en.layout.themes.dark);
    expect(await accessibilityIssues(page, 'of colour')).toEqual([]);
    const darkBackground = await background();
    await choose(en.layout.menu, en.layout.themes.light);
    expect(await accessibilityIssues(page, 'of colour')).toEqual([]);
    expect(await background()).not.toBe(darkBackground);
    await choose(en.layout.menu, en.layout.themes.dark);

    const nextVisit = await context.newPage();
    await nextVisit.goto('/book');
    await nextVisit.getByRole('heading', { level: 1, name: en.booking.title }).waitFor();
    expect(await nextVisit.evaluate<string>(BACKGROUND)).toBe(darkBackground);

    function background(): Promise<string> {
      return page.evaluate<string>(BACKGROUND);
    }
  });

  it('run no scripts but the app’s own', async () => {
    const window = await openAs(system, client, { path: '/sessions' });
    window.allowError(/Content Security Policy|Trusted(HTML|Script)/i);
    const inject = (code: string): Promise<string> =>
      window.page.evaluate<string>(`(() => {
        try { ${code} } catch (error) { return String(error); }
        return window.injected ? 'it ran' : 'it did not run';
      })()`);
    const inline = `
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
    `;
    expect(await inject(inline)).not.toBe('it ran');
    expect(
      await inject(`document.body.innerHTML = '<img src=x onerror="window.injected=1">'`),
    ).toMatch(/TrustedHTML/);
    const otherOrigin = system.url.replace('127.0.0.1', 'localhost');
    const request = window.page.evaluate<string>(
      `fetch('${otherOrigin}/healthz', { mode: 'no-cors' }).then(() => 'it was sent', String)`,
    );
    expect(await request).toMatch(/Failed to fetch/);
  });
});

const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';
