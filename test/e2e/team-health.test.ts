import { id as texts } from '../../src/web/i18n/id';
import { bookSession } from '../support/fixtures/book-session';
import { describeInBrowser } from '../support/pages/browser-tests';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';

const { systemHealth: text, teamSessions } = texts;

describeInBrowser('system health page', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      env: { INITIAL_MESSAGE_LEAD: 'PT1S', END_BUTTON_LEAD: 'PT1S', SESSION_MIN: 'PT1S' },
    });
  });
  afterAll(() => system.stop());

  it('shows a failing component, the waiting queue and the recovery', async () => {
    const client = await system.addUser('client');
    await system.addUser('psychologist');
    const { sessionId } = await bookSession(system, client, { startsIn: 1_000, lasts: 600_000 });
    // Backdates the step so that it is overdue at once.
    await system.query(
      `UPDATE session_steps SET due_at = now() - interval '1 minute'
       WHERE session_id = $1 AND step = 'enable-chat'`,
      [sessionId],
    );
    const team = await system.addUser('team');
    const { page } = await openAs(system, team, { path: '/team/health' });
    const parts = page.getByRole('region', { name: text.parts.heading });
    const worker = parts.getByRole('listitem').filter({ hasText: text.parts.worker });
    await worker.getByText(text.parts.failing.worker).waitFor();
    expect(await parts.getByText(text.parts.ok, { exact: true }).count()).toBe(3);
    const overdue = page.getByRole('region', { name: text.overdue.title });
    const step = overdue
      .getByRole('listitem')
      .filter({ hasText: teamSessions.steps['enable-chat'] });
    await step.getByText(/^1 mnt/).waitFor();

    system.startWorker();
    await worker.getByText(text.parts.ok, { exact: true }).waitFor();
    await overdue.getByText(text.overdue.none).waitFor();
    const row = page.getByRole('row').filter({ hasText: text.steps['enable-chat'] });
    await row
      .getByText(/^1 mnt/)
      .first()
      .waitFor();
  });
});
