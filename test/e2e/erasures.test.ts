import { executeErasures } from '../../src/retention/erasures/execute-erasures';
import { en as english } from '../../src/web/i18n/en';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';

const { erasures: text, audit, layout } = texts;
const DAY = 24 * 3_600_000;

describeInBrowser('data erasure page', ({ it, openAs }) => {
  let harness: SessionHarness;
  let colleague: TestUser;
  let session: TestSession;
  beforeAll(async () => {
    harness = await SessionHarness.start();
    colleague = await harness.system.addUser('team');
    session = await harness.createSession('active');
    await harness.sendMessage(session.client, session.sessionId, 'Halo');
    await harness.end(session.client, session.sessionId);
  });
  afterAll(() => harness.stop());

  it('leads from a request by one over the approval of another to the certificate', async () => {
    const { system, team } = harness;
    const path = `/team/sessions/${session.sessionId}`;
    const { page: asking } = await openAs(system, team, { path });
    await asking.getByRole('button', { name: text.request.open }).click();
    const form = asking.getByRole('dialog');
    await form.getByRole('button', { name: text.request.confirm }).click();
    await form.getByText(text.request.reasonMissing).waitFor();
    await form.getByLabel(text.request.reason).fill('Diminta lewat surat');
    await form.getByRole('button', { name: text.request.confirm }).click();
    await asking.getByText(text.request.done).waitFor();

    await asking.goto('/team/erasures');
    await asking.getByText(text.ownRequest).waitFor();
    expect(await asking.getByRole('button', { name: text.approve.open }).count()).toBe(0);

    const { page } = await openAs(system, colleague, { path: '/team/health' });
    await page.getByRole('link', { name: text.title }).click();
    const health = page.getByRole('navigation').getByRole('link', { name: layout.nav.health });
    await page.getByRole('heading', { name: text.title, level: 1 }).waitFor();
    expect(await health.getAttribute('aria-current')).toBe('page');
    await page.getByRole('link', { name: audit.back }).click();
    await page.getByRole('link', { name: text.title }).click();
    const card = page.getByRole('listitem').filter({ hasText: session.client.fullName });
    await card.getByText('Diminta lewat surat').waitFor();
    await card.getByRole('button', { name: text.approve.open, exact: true }).click();
    await page.getByRole('dialog').getByText(session.client.fullName).waitFor();
    await page.getByRole('button', { name: text.approve.confirm }).click();
    await page.getByRole('heading', { name: text.groups.approved }).waitFor();
    await card.getByRole('button', { name: text.undo.open }).waitFor();

    harness.clock.advance(7 * DAY);
    await executeErasures(system.context.retention);
    await page.reload();
    await card.getByRole('button', { name: text.certificate.open }).click();
    const certificate = page.getByRole('dialog');
    await certificate.getByText('1 percakapan, 4 pesan, dan 0 file').waitFor();
    const download = page.waitForEvent('download');
    await certificate.getByRole('link', { name: text.certificate.download }).click();
    expect((await download).suggestedFilename()).toMatch(/^certificate-\d+\.json$/);
  });

  it('undoes a request, and explains a refusal in the language of the page', async () => {
    const { system, team } = harness;
    const { sessionId } = await harness.createSession('completed');
    const call = { as: team, body: { reason: 'Salah orang' } };
    await system.call('POST', `/api/v1/team/sessions/${sessionId}/erasure`, call);
    const { page } = await openAs(system, colleague, { path: '/team/erasures' });
    await page.getByRole('button', { name: text.undo.open }).click();
    await page.getByRole('button', { name: text.undo.confirm }).click();
    await page.getByText(text.states.undone).waitFor();

    await system.call('POST', `/api/v1/team/sessions/${sessionId}/erasure`, call);
    const { page: own } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    await own.evaluate(`localStorage.setItem('ruang-diri.language', 'en')`);
    await own.reload();
    await own.getByRole('button', { name: english.erasures.request.open }).click();
    await own.getByRole('dialog').getByLabel(english.erasures.request.reason).fill('Again');
    await own.getByRole('button', { name: english.erasures.request.confirm }).click();
    await own.getByText(english.errors['erasure-requested']).waitFor();
  });
});
