import { seedDemoUsers } from '../../src/users/demo-users';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PASSWORD, startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';
import type { BrowserContext, Cookie, Page } from 'playwright-core';

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel(texts.signIn.email).fill(email);
  await page.getByLabel(texts.signIn.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: texts.signIn.submit, exact: true }).click();
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** The cookie of the sign-in; the one that marks a known device stays. */
async function sessionCookie(context: BrowserContext): Promise<Cookie | undefined> {
  return (await context.cookies()).find(({ name }) => name === 'rd_session');
}

describeInBrowser('sign-in page', ({ it, open, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      env: { WEB_SESSION_LIFETIME: 'PT10S', WEB_SESSION_LIMIT: 'PT1M' },
    });
  });
  afterAll(() => system.stop());

  it('reports a wrong password, keeps the email and then opens the requested page', async () => {
    const client = await system.addUser('client');
    const { page } = await open(system, '/book');
    await signIn(page, client.email, 'not the password');
    const alert = page.getByRole('alert').filter({ hasText: texts.errors['invalid-credentials'] });
    await alert.waitFor();
    expect(await page.getByLabel(texts.signIn.email).inputValue()).toBe(client.email);
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await heading(page, texts.booking.title).waitFor();
    expect(new URL(page.url()).pathname).toBe('/book');
  });

  it('hides the sign-in from scripts', async () => {
    const { page, context } = await openAs(system, await system.addUser('client'), {
      path: '/sessions',
    });
    await heading(page, texts.mySessions.title).waitFor();
    const readable = await page.evaluate<string>(
      'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])',
    );
    const cookies = await context.cookies();
    expect(cookies.map(({ name }) => name).sort()).toEqual(['rd_device', 'rd_session']);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
      expect(readable).not.toContain(cookie.value);
    }
    expect(readable).not.toMatch(/eyJ/);
  });

  it('explains an expired sign-in and returns to the page', async () => {
    const client = await system.addUser('client');
    const { page, context } = await openAs(system, client, { path: '/book' });
    await heading(page, texts.booking.title).waitFor();
    // As after its expiry the browser has no cookie, so the next request is refused.
    await context.clearCookies();
    const choices = page.getByRole('radio');
    await waitFor('the notice on the expired sign-in', async () => {
      await choices.evaluateAll((all: { click(): void }[]) =>
        all.forEach((choice) => choice.click()),
      );
      return page.getByText(texts.signIn.expired.title).isVisible();
    });
    expect(new URL(page.url()).pathname).toBe('/book');
    await signIn(page, client.email, PASSWORD);
    await heading(page, texts.booking.title).waitFor();
  });

  it('renews the sign-in while the page is used, up to the limit', async () => {
    const client = await system.addUser('client');
    const { page, context } = await openAs(system, client, { path: '/sessions' });
    await heading(page, texts.mySessions.title).waitFor();
    const before = await sessionCookie(context);
    const after = await waitFor('a new cookie', async () => {
      await page.keyboard.press('Tab');
      const cookie = await sessionCookie(context);
      return cookie?.value !== before?.value && cookie;
    });
    expect(after.expires).toBeGreaterThan(before?.expires ?? Infinity);
    await page.reload();
    await heading(page, texts.mySessions.title).waitFor();
  });

  it('signs out this browser and any copy of its cookie', async () => {
    const client = await system.addUser('client');
    const { page, context } = await openAs(system, client, { path: '/sessions' });
    const cookie = await sessionCookie(context);
    await page.getByRole('button', { name: texts.layout.menu }).click();
    await page.getByRole('menuitem', { name: texts.layout.signOut, exact: true }).click();
    await page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
    expect(await sessionCookie(context)).toBeUndefined();
    const response = await fetch(`${system.url}/api/v1/auth/session`, {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    expect(response.status).toBe(401);
    await page.goBack().catch(() => null);
    await page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
  });

  it('signs out on all devices from one', async () => {
    const client = await system.addUser('client');
    const lost = await openAs(system, client, { path: '/sessions' });
    await heading(lost.page, texts.mySessions.title).waitFor();
    const { page } = await openAs(system, client, { path: '/sessions' });
    await page.getByRole('button', { name: texts.layout.menu }).click();
    await page.getByRole('menuitem', { name: texts.layout.signOutEverywhere }).click();
    await page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
    await lost.page.reload();
    await lost.page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
  });

  it('signs in as a demo user with one press', async () => {
    const withoutDemo = await open(system, '/');
    await withoutDemo.page.waitForLoadState('networkidle');
    expect(await withoutDemo.page.getByText(texts.account.demo.title).count()).toBe(0);
    await seedDemoUsers(system.context.db.source.manager);
    const { page } = await open(system, '/');
    await page.getByRole('button', { name: /Putri Maharani/ }).click();
    await heading(page, texts.today.title).waitFor();
  });
});
