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

async function notesOf(as: TestUser): Promise<string[]> {
  const { body } = await harness.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
    as,
  });
  return body.data.map((note) => note.kind);
}

describe('cancellation', () => {
  it('closes the session, releases the time and notifies the other participant', async () => {
    const session = await harness.createSession('pending');
    const { client, psychologist, sessionId } = session;
    const answer = await harness.cancel(session, client);
    expect(answer.body.data).toMatchObject({
      status: 'cancelled',
      cancelledAt: new Date(harness.clock.now()).toISOString(),
      chatSession: { status: 'cancelled', isChatEnabled: false, endedBy: 'client' },
    });
    await harness.timers.waitUntilEmpty(sessionId);
    expect(await notesOf(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect(await notesOf(client)).toEqual(['session_invited']);
    const again = await harness.book({ client, psychologist });
    expect(again.response.status).toBe(201);
  });

  it('stores the reason encrypted, for participants only', async () => {
    const session = await harness.createSession('pending');
    const watching = await harness.recordTeamBoard();
    const received = await harness.recordSession(session.client, session.sessionId);
    const answer = await harness.cancel(session, session.psychologist, { reason: ` ${REASON} ` });
    expect(answer.body.data.cancelReason).toBe(REASON);
    for (const person of [session.client, session.psychologist]) {
      expect((await counselingOf(session, person)).body.data.cancelReason).toBe(REASON);
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
    for (const person of [session.client, session.psychologist]) {
      const again = await harness.cancel(session, person);
      expect(again.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
    }
  });

  it('succeeds exactly once under concurrency', async () => {
    const session = await harness.createSession('pending');
    const answers = await Promise.all(
      [session.client, session.psychologist].map((person) => harness.cancel(session, person)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const kinds = [...(await notesOf(session.client)), ...(await notesOf(session.psychologist))];
    expect(kinds.filter((kind) => kind === 'session_cancelled')).toHaveLength(1);
  });

  it('is for participants, and for the team through its own API', async () => {
    const session = await harness.createSession('pending');
    const stranger = await harness.system.addUser('psychologist');
    for (const person of [stranger, harness.team]) {
      const refused = await harness.cancel(session, person);
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
    for (const person of [session.client, session.psychologist]) {
      expect((await harness.teamAction('cancel', session.sessionId, person)).status).toBe(403);
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
    for (const person of [session.client, session.psychologist]) {
      expect(await notesOf(person)).toContain('session_cancelled');
      expect((await counselingOf(session, person)).body.data).toMatchObject({
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
    expect(await notesOf(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect((await cancel()).body.code).toBe('counseling-closed');
  });
});
