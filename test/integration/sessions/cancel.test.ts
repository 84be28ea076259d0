import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

const REASON = 'Saya harus ke rumah sakit';

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

function counselingOf({ counselingId }: TestSession, as: TestUser) {
  return stage.system.call<CounselingView>('GET', `/api/v1/counselings/${counselingId}`, { as });
}

async function notesOf(as: TestUser): Promise<string[]> {
  const { body } = await stage.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
    as,
  });
  return body.data.map((note) => note.kind);
}

describe('cancelling', () => {
  it('closes the session, frees the time and tells the other person', async () => {
    const session = await stage.createSession('pending');
    const { client, psychologist, sessionId } = session;
    const answer = await stage.cancel(session, client);
    expect(answer.body.data).toMatchObject({
      status: 'cancelled',
      cancelledAt: new Date(stage.clock.now()).toISOString(),
      chatSession: { status: 'cancelled', isChatEnabled: false, endedBy: 'client' },
    });
    await stage.timers.waitUntilEmpty(sessionId);
    expect(await notesOf(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect(await notesOf(client)).toEqual(['session_invited']);
    const again = await stage.book({ client, psychologist });
    expect(again.response.status).toBe(201);
  });

  it('keeps the reason for the two people alone, and sealed', async () => {
    const session = await stage.createSession('pending');
    const watching = await stage.recordTeamBoard();
    const heard = await stage.recordSession(session.client, session.sessionId);
    const answer = await stage.cancel(session, session.psychologist, { reason: ` ${REASON} ` });
    expect(answer.body.data.cancelReason).toBe(REASON);
    for (const person of [session.client, session.psychologist]) {
      expect((await counselingOf(session, person)).body.data.cancelReason).toBe(REASON);
    }
    expect((await counselingOf(session, stage.team)).status).toBe(403);
    const [row] = await stage.system.query<{ text: string; sealed: Buffer }>(
      'SELECT c::text AS text, cancel_reason_ciphertext AS sealed FROM counselings c WHERE id = $1',
      [session.counselingId],
    );
    expect(row?.sealed.length).toBeGreaterThan(REASON.length);
    expect(row?.text).not.toContain('rumah sakit');
    expect(row?.sealed.includes('rumah sakit')).toBe(false);
    await waitForStatus(heard, 'cancelled');
    await watching.waitFor('the board', (one) => one.name === 'session-changed');
    const outbox = await stage.system.query<{ text: string }>(
      'SELECT payload::text AS text FROM outbox_events',
    );
    const told = JSON.stringify([
      heard.received,
      watching.received,
      outbox,
      await stage.timeline(session),
    ]);
    expect(told).not.toContain('rumah sakit');
  });

  it('checks the reason', async () => {
    const session = await stage.createSession('pending');
    for (const reason of ['', '   ', 'x'.repeat(501), 7]) {
      const refused = await stage.cancel(session, session.client, { reason });
      expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
    }
    expect((await stage.getSession(session)).status).toBe('pending');
  });

  it('can be done once', async () => {
    const session = await stage.createSession('cancelled');
    for (const person of [session.client, session.psychologist]) {
      const again = await stage.cancel(session, person);
      expect(again.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
    }
  });

  it('of two at once exactly one succeeds', async () => {
    const session = await stage.createSession('pending');
    const answers = await Promise.all(
      [session.client, session.psychologist].map((person) => stage.cancel(session, person)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const told = [...(await notesOf(session.client)), ...(await notesOf(session.psychologist))];
    expect(told.filter((kind) => kind === 'session_cancelled')).toHaveLength(1);
  });

  it('is for the two people, and for the team through its own door', async () => {
    const session = await stage.createSession('pending');
    const stranger = await stage.system.addUser('psychologist');
    for (const person of [stranger, stage.team]) {
      const refused = await stage.cancel(session, person);
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
    for (const person of [session.client, session.psychologist]) {
      expect((await stage.teamAction('cancel', session.sessionId, person)).status).toBe(403);
    }
  });

  it('by the team closes even a running session, tells both people and gives them the reason', async () => {
    const session = await stage.createSession('active');
    const heard = await stage.recordSession(session.client, session.sessionId);
    expect((await stage.teamAction('cancel', session.sessionId)).body.data).toMatchObject({
      status: 'cancelled',
      endedBy: 'team',
    });
    expect(await waitForStatus(heard, 'cancelled')).toMatchObject({ endedBy: 'team' });
    await stage.timers.waitUntilEmpty(session.sessionId);
    for (const person of [session.client, session.psychologist]) {
      expect(await notesOf(person)).toContain('session_cancelled');
      expect((await counselingOf(session, person)).body.data).toMatchObject({
        status: 'cancelled',
        cancelReason: 'The psychologist fell ill',
      });
    }
  });

  it('works for an appointment without a chat session as well', async () => {
    const client = await stage.system.addUser('client');
    const psychologist = await stage.system.addUser('psychologist');
    const booked = await stage.system.call<CounselingView>('POST', '/api/v1/counselings/book', {
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
      stage.system.call<CounselingView>('PUT', path, { as: client, body: { reason: REASON } });
    expect((await cancel()).body.data).toMatchObject({ status: 'cancelled', cancelReason: REASON });
    expect(await notesOf(psychologist)).toEqual(['session_cancelled', 'session_booked']);
    expect((await cancel()).body.code).toBe('counseling-closed');
  });
});
