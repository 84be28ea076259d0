import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

const REASON = 'Saya harus ke rumah sakit';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

function counselingOf({ counselingId }: TestSession, as: TestUser) {
  return harness.system.call<CounselingView>('GET', `/api/v1/counselings/${counselingId}`, { as });
}

async function notificationKinds(as: TestUser): Promise<string[]> {
  const { body } = await harness.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
    as,
  });
  return body.data.map((notification) => notification.kind);
}

describe('cancellation', () => {
  it('closes the session, releases the time and notifies the other participant', async () => {
    const session = await harness.createSession('pending');
    const { client, psychologist, sessionId } = session;
    const response = await harness.cancel(session, client);
    expect(response.body.data).toMatchObject({
      status: 'cancelled',
      cancelledAt: new Date(harness.clock.now()).toISOString(),
      chatSession: { status: 'cancelled', isChatEnabled: false, endedBy: 'client' },
    });
    await harness.timers.waitUntilEmpty(sessionId);
    expect(await notificationKinds(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect(await notificationKinds(client)).toEqual(['session_invited']);
    const rebooked = await harness.book({ client, psychologist });
    expect(rebooked.response.status).toBe(201);
  });

  it('stores the reason encrypted, for participants only', async () => {
    const session = await harness.createSession('pending');
    const watching = await harness.recordTeamBoard();
    const received = await harness.recordSession(session.client, session.sessionId);
    const response = await harness.cancel(session, session.psychologist, { reason: ` ${REASON} ` });
    expect(response.body.data.cancelReason).toBe(REASON);
    for (const user of [session.client, session.psychologist]) {
      expect((await counselingOf(session, user)).body.data.cancelReason).toBe(REASON);
    }
    expect((await counselingOf(session, harness.team)).status).toBe(403);
    const [row] = await harness.system.query<{ text: string; ciphertext: Buffer }>(
      'SELECT c::text AS text, cancel_reason_ciphertext AS ciphertext FROM counselings c WHERE id = $1',
      [session.counselingId],
    );
    expect(row?.ciphertext.length).toBeGreaterThan(REASON.length);
    expect(row?.text).not.toContain('rumah sakit');
    expect(row?.ciphertext.includes('rumah sakit')).toBe(false);
    await waitForStatus(received, 'cancelled');
    await watching.waitFor('the board', (one) => one.name === 'session-changed');
    const outbox = await harness.system.query<{ text: string }>(
      'SELECT payload::text AS text FROM outbox_events',
    );
    const visible = JSON.stringify([
      received.received,
      watching.received,
      outbox,
      await harness.timeline(session),
    ]);
    expect(visible).not.toContain('rumah sakit');
  });

  it('validates the reason', async () => {
    const session = await harness.createSession('pending');
    for (const reason of ['', '   ', 'x'.repeat(501), 7]) {
      const refused = await harness.cancel(session, session.client, { reason });
      expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
    }
    expect((await harness.getSession(session)).status).toBe('pending');
  });

  it('succeeds once', async () => {
    const session = await harness.createSession('cancelled');
    for (const user of [session.client, session.psychologist]) {
      const repeated = await harness.cancel(session, user);
      expect(repeated.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
    }
  });

  it('succeeds exactly once under concurrency', async () => {
    const session = await harness.createSession('pending');
    const responses = await Promise.all(
      [session.client, session.psychologist].map((user) => harness.cancel(session, user)),
    );
    expect(responses.map((response) => response.status).sort()).toEqual([200, 409]);
    const kinds = [
      ...(await notificationKinds(session.client)),
      ...(await notificationKinds(session.psychologist)),
    ];
    expect(kinds.filter((kind) => kind === 'session_cancelled')).toHaveLength(1);
  });

  it('is for participants, and for the team through its own API', async () => {
    const session = await harness.createSession('pending');
    const stranger = await harness.system.addUser('psychologist');
    for (const user of [stranger, harness.team]) {
      const refused = await harness.cancel(session, user);
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
    for (const user of [session.client, session.psychologist]) {
      expect((await harness.teamAction('cancel', session.sessionId, user)).status).toBe(403);
    }
  });

  it('by the team closes a running session, notifies both participants and shows them the reason', async () => {
    const session = await harness.createSession('active');
    const received = await harness.recordSession(session.client, session.sessionId);
    expect((await harness.teamAction('cancel', session.sessionId)).body.data).toMatchObject({
      status: 'cancelled',
      endedBy: 'team',
    });
    expect(await waitForStatus(received, 'cancelled')).toMatchObject({ endedBy: 'team' });
    await harness.timers.waitUntilEmpty(session.sessionId);
    for (const user of [session.client, session.psychologist]) {
      expect(await notificationKinds(user)).toContain('session_cancelled');
      expect((await counselingOf(session, user)).body.data).toMatchObject({
        status: 'cancelled',
        cancelReason: 'The psychologist fell ill',
      });
    }
  });

  it('works for methods without a session', async () => {
    const client = await harness.system.addUser('client');
    const psychologist = await harness.system.addUser('psychologist');
    const booked = await harness.system.call<CounselingView>('POST', '/api/v1/counselings/book', {
      as: client,
      body: {
        method: 'video',
        date: '2026-01-05',
        startTime: '10:00',
        endTime: '11:00',
        timezone: 'Asia/Jakarta',
        psychologistId: psychologist.id,
      },
    });
    const path = `/api/v1/counselings/${booked.body.data.id}/cancel`;
    const cancel = () =>
      harness.system.call<CounselingView>('PUT', path, { as: client, body: { reason: REASON } });
    expect((await cancel()).body.data).toMatchObject({ status: 'cancelled', cancelReason: REASON });
    expect(await notificationKinds(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect((await cancel()).body.code).toBe('counseling-closed');
  });
});
