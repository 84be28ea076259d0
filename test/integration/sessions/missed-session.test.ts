import { z } from 'zod';
import { notificationResponse } from '../../../src/api/counseling/counseling-schemas';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { sessionViolations } from '../../support/checks/session-invariants';
import type { TestUser } from '../../support/harness/test-system';
import type { Step } from '../../../src/enums';

const MINUTE = 60_000;

describe('a session during our outage', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  const outcomesOf = async (session: TestSession): Promise<Partial<Record<Step, unknown>>> =>
    Object.fromEntries(
      (await harness.timeline(session)).steps.map(({ step, state }) => [step, state]),
    );
  const kindsFor = async (as: TestUser): Promise<string[]> => {
    const call = { as, reply: z.array(notificationResponse) };
    const { body } = await harness.system.call('GET', '/api/v1/notifications', call);
    return body.data.map(({ kind }) => kind);
  };
  const noShowOf = async ({ sessionId }: TestSession): Promise<string | null | undefined> => {
    const [row] = await harness.system.query<{ noShow: string | null }>(
      'SELECT no_show AS "noShow" FROM chat_sessions WHERE id = $1',
      [sessionId],
    );
    return row?.noShow;
  };

  it('is missed by us when it covers the whole session: nothing is said, no one is absent', async () => {
    const session = await harness.book();
    harness.clock.set(session.endsAt + 5 * MINUTE);
    await harness.waitForOutcome(session, 'auto-end');
    await harness.system.drain();

    expect(await harness.getSession(session)).toMatchObject({
      status: 'cancelled',
      endedBy: 'system',
      startedAt: null,
    });
    expect(await harness.texts(session)).toEqual([]);
    expect(await noShowOf(session)).toBeNull();
    for (const user of [session.client, session.psychologist]) {
      expect(await kindsFor(user)).toContain('session_missed');
    }
    expect(await outcomesOf(session)).toEqual({
      'initial-message': 'skipped_late',
      'enable-chat': 'skipped_late',
      'end-button': 'skipped_late',
      'auto-end': 'done',
    });
    expect(await sessionViolations(harness.system, session.sessionId)).toEqual([]);
    // The time is free again.
    const again = await harness.book({
      client: session.client,
      psychologist: session.psychologist,
    });
    expect(again.response.status).toBe(201);
  });

  it('counts no absence when the session opened late', async () => {
    const session = await harness.book();
    harness.clock.set(session.startsAt + 2 * MINUTE);
    await harness.waitForOutcome(session, 'enable-chat');
    await harness.runStep(session, 'end-button');
    await harness.runStep(session, 'auto-end');
    expect((await harness.getSession(session)).status).toBe('completed');
    expect(await noShowOf(session)).toBeNull();
  });

  it('counts absences of a punctual session', async () => {
    const session = await harness.createSession('completed');
    expect(await noShowOf(session)).toBe('both');
  });
});
