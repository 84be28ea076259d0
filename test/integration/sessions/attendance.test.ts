import { recordAttendance } from '../../../src/sessions/record-attendance';
import { SessionHarness } from '../../support/harness/session-harness';

describe('attendance', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  it('counts presence in the channel of a client who came before the start and stayed silent', async () => {
    const session = await harness.createSession('greeted');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await recorder.enterPresence(session.sessionId);
    await harness.runStep(session, 'enable-chat');
    const { sessions, presence } = harness.system.context;
    await recordAttendance({ ...sessions, presence });
    await harness.runStep(session, 'end-button');
    await harness.runStep(session, 'auto-end');
    const [row] = await harness.system.query<{ noShow: string }>(
      'SELECT no_show AS "noShow" FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    expect(row?.noShow).toBe('psychologist');
  });
});
