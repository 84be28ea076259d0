import type { Page } from 'playwright-core';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem, TestUser } from '../support/harness/test-system';

const { audit: text, layout } = texts;

describeInBrowser('audit log page', ({ it, open, openAs }) => {
  let system: TestSystem;
  let [team, client]: TestUser[] = [];
  beforeAll(async () => {
    system = await startSystem();
    team = await system.addUser('team');
    client = await system.addUser('client');
  });
  afterAll(() => system.stop());

  const actionsOn = (page: Page): Promise<string[]> =>
    page.getByRole('listitem').getByRole('paragraph').allTextContents();

  it('leads from an entry to all that its person did, and from there to a day without any', async () => {
    if (!team || !client) throw new Error('No users');
    await (await open(system, '/')).signIn(client);
    const { page } = await openAs(system, team, { path: '/team/health' });
    await page.getByRole('link', { name: text.title }).click();
    const signIn = page.getByRole('listitem').filter({ hasText: client.fullName });
    await signIn.getByText(text.actions.account['sign-in'], { exact: true }).waitFor();
    await page.getByText(text.actions.audit.read).first().waitFor();
    const health = page.getByRole('navigation').getByRole('link', { name: layout.nav.health });
    expect(await health.getAttribute('aria-current')).toBe('page');
    await page.getByRole('link', { name: text.back }).click();
    await page.getByRole('link', { name: text.title }).click();

    await signIn.getByRole('link', { name: client.fullName }).first().click();
    await page.getByText(text.actions.audit.read).waitFor({ state: 'detached' });
    // While the narrowed list loads there is none.
    await page.getByRole('listitem').getByRole('paragraph').first().waitFor();
    expect(new Set(await actionsOn(page))).toEqual(new Set([text.actions.account['sign-in']]));

    await page.getByLabel(text.filters.from).fill('2099-01-01');
    await page.getByText(text.empty.title, { exact: true }).waitFor();
    await page.reload();
    await page.getByText(text.empty.title, { exact: true }).waitFor();
    await page.getByRole('button', { name: text.filters.clear }).click();
    await page.getByText(text.actions.audit.read).first().waitFor();
  });

  it('shows older entries on request, in order and each once', async () => {
    if (!team) throw new Error('No team');
    for (let n = 0; n < 60; n += 1) {
      await system.call('GET', '/api/v1/team/audit?limit=1', { as: team });
    }
    const path = `/team/audit?action=audit.read&actorId=${team.id}`;
    const { page } = await openAs(system, team, { path });
    await page.getByRole('button', { name: text.more }).waitFor();
    expect(await page.getByRole('listitem').getByRole('time').count()).toBe(50);
    await page.getByRole('button', { name: text.more }).click();
    await page.getByRole('button', { name: text.more }).waitFor({ state: 'detached' });
    const entries = await page.locator('li time').all();
    const times = await Promise.all(entries.map((one) => one.getAttribute('datetime')));
    expect(times.length).toBeGreaterThan(60);
    expect([...times].sort().reverse()).toEqual(times);
  });
});
