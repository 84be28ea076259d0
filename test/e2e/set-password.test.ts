import { inviteUser, renewLink } from '../support/fixtures/invite-user';
import { id as texts } from '../../src/web/i18n/id';
import { productionEnv } from '../support/fixtures/production-env';
import { describeInBrowser } from '../support/pages/browser-tests';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';
import type { Page } from 'playwright-core';

const { setPassword: text, noTeam } = texts.account;
const NEW_PASSWORD = 'kuda laut biru tua';

const passwordField = (page: Page) => page.getByLabel(text.password, { exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function savePassword(page: Page, password: string): Promise<void> {
  await passwordField(page).fill(password);
  await page.getByRole('button', { name: text.submit }).click();
}

describeInBrowser('the page of a one-time link', ({ it, open, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
  });
  afterAll(() => system.stop());

  it('sets a password by its rules, forgets the link, and leads to the sign-in', async () => {
    const user = { role: 'client', email: 'nia@example.test', fullName: 'Nia Lestari' } as const;
    const secret = await inviteUser(system.context.db.source.manager, user);
    const { page } = await open(system, `/set-password#${secret}`);
    await page.getByText(user.fullName).waitFor();
    expect(await page.getByLabel(text.email).inputValue()).toBe(user.email);
    await savePassword(page, 'kuda laut');
    await page.getByText(text.faults['too-short'].replace('{{count}}', '12')).waitFor();
    await savePassword(page, 'Nia Lestari 1');
    await page.getByText(text.faults.personal).waitFor();
    await savePassword(page, NEW_PASSWORD);
    await heading(page, text.done.title).waitFor();
    expect(page.url()).not.toContain(secret);
    await page.getByRole('button', { name: text.signIn }).click();
    await page.getByLabel(texts.signIn.email).fill(user.email);
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await heading(page, texts.mySessions.title).waitFor();
  });

  it('says what to do next with a used, an expired and a guessed link', async () => {
    const { email } = await system.addUser('client');
    const { manager } = system.context.db.source;
    const guessed = await open(system, '/set-password#guess');
    await heading(guessed.page, text.unknown.title).waitFor();
    const secret = await renewLink(manager, email);
    const first = await open(system, `/set-password#${secret}`);
    const second = await open(system, `/set-password#${secret}`);
    await passwordField(second.page).waitFor();
    await savePassword(first.page, NEW_PASSWORD);
    await heading(first.page, text.done.title).waitFor();
    await savePassword(second.page, NEW_PASSWORD);
    await heading(second.page, text.used.title).waitFor();
    await second.page.getByRole('button', { name: text.signIn }).waitFor();
    const expired = await renewLink(manager, email);
    await system.query(`UPDATE password_links SET expires_at = now() - interval '1 second'`);
    const third = await open(system, `/set-password#${expired}`);
    await heading(third.page, text.expired.title).waitFor();
    await third.page.getByText(text.expired.text).waitFor();
  });

  it('opens where another user is signed in, and leaves their sign-in alone', async () => {
    const [other, owner] = [await system.addUser('client'), await system.addUser('client')];
    const secret = await renewLink(system.context.db.source.manager, owner.email);
    const { page } = await openAs(system, other, { path: `/set-password#${secret}` });
    await page.getByText(owner.fullName).waitFor();
    await savePassword(page, NEW_PASSWORD);
    await heading(page, text.done.title).waitFor();
    await page.goto('/sessions');
    await heading(page, texts.mySessions.title).waitFor();
  });
});

describeInBrowser('the sign-in page of a new production system', ({ it, open }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ worker: false, env: productionEnv() });
  });
  afterAll(() => system.stop());

  it('shows the command that creates the first team member, until there is one', async () => {
    const { page } = await open(system, '/');
    await page.getByText(noTeam.title).waitFor();
    await page.getByText('users create --role team').waitFor();
    await system.addUser('team');
    await page.reload();
    await page.getByRole('button', { name: texts.signIn.submit, exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText(noTeam.title).count()).toBe(0);
  });
});
