import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { bookSession } from '../support/fixtures/book-session';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';

const { calendar: text, layout } = texts;

describeInBrowser('the private calendar address', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
  });
  afterAll(() => system.stop());

  it('is created on the page of sessions, copied, renewed and revoked', async () => {
    const client = await system.addUser('client');
    await system.addUser('psychologist');
    await bookSession(system, client);
    const { page } = await openAs(system, client, { path: '/sessions', viewport: PHONE });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: layout.calendar }).click();
    const dialog = page.getByRole('dialog', { name: text.title });
    await dialog.getByRole('button', { name: text.create }).click();
    const address = dialog.getByLabel(text.address);
    const url = await address.inputValue();
    expect((await fetch(url)).status).toBe(200);
    await dialog.getByRole('button', { name: text.copy }).click();
    await page.getByText(text.copied).first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
    const link = dialog.getByRole('link', { name: text.subscribe });
    expect(await link.getAttribute('href')).toBe(url.replace('http:', 'webcal:'));

    await dialog.getByRole('button', { name: text.renew }).click();
    await expectStatus(url, 404);
    const second = await address.inputValue();
    expect(second).not.toBe(url);
    await dialog.getByRole('button', { name: text.revoke }).click();
    await dialog.getByRole('button', { name: text.create }).waitFor();
    await expectStatus(second, 404);
  });

  it('is in the account menu of a psychologist and cannot be shown again', async () => {
    const psychologist = await system.addUser('psychologist');
    await system.call('POST', '/api/v1/calendar-feed', { as: psychologist, body: {} });
    const { page } = await openAs(system, psychologist, { path: '/today' });
    await page.getByRole('button', { name: layout.menu }).click();
    await page.getByRole('menuitem', { name: layout.calendar }).click();
    const dialog = page.getByRole('dialog', { name: text.title });
    await dialog.getByText(/^Alamat dibuat pada /).waitFor();
    expect(await dialog.getByLabel(text.address).count()).toBe(0);
    await dialog.getByRole('button', { name: text.renew }).waitFor();
  });

  async function expectStatus(url: string, status: number): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if ((await fetch(url)).status === status) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not ${status}: ${url}`);
  }
});
