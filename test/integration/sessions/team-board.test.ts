import type { TeamSessionView } from '../../../src/sessions/monitoring/team-session-view';
import type { NotificationView } from '../../../src/sessions/list-notifications';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

async function board(query: Record<string, string> = {}): Promise<TeamSessionView[]> {
  const path = `/api/v1/team/sessions?${new URLSearchParams(query).toString()}`;
  return (await harness.system.call<TeamSessionView[]>('GET', path, { as: harness.team })).body
    .data;
}

async function onBoard({ sessionId }: TestSession): Promise<TeamSessionView | undefined> {
  return (await board()).find((one) => one.sessionId === sessionId);
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('team board', () => {
  it('shows participants, times, state and message count but no content', async () => {
    const session = await harness.createSession('active', { notes: 'Rahasia di catatan' });
    await harness.sendMessage(session.client, session.sessionId, 'Rahasia di pesan');
    const entry = await onBoard(session);
    expect(entry).toEqual({
      sessionId: session.sessionId,
      counselingId: session.counselingId,
      seriesId: null,
      status: 'active',
      client: { id: session.client.id, fullName: session.client.fullName },
      psychologist: { id: session.psychologist.id, fullName: session.psychologist.fullName },
      startsAt: iso(session.startsAt),
      endsAt: iso(session.endsAt),
      startedAt: iso(session.startsAt),
      endedAt: null,
      endedBy: null,
      noShow: null,
      messageCount: 3,
      lastMessageAt: iso(harness.clock.now()),
      troubledSteps: 0,
      troubles: [],
      presence: { client: 'absent', psychologist: 'absent' },
      silenceSeconds: 0,
      worstLateMs: 0,
      nextStep: { step: 'end-button', dueAt: iso(session.endsAt - 5 * 60_000) },
    });
    expect(JSON.stringify([entry, await harness.timeline(session)])).not.toContain('Rahasia');
  });

  it('filters by state and time', async () => {
    const ended = await harness.createSession('completed');
    const next = await harness.book();
    const idsOf = async (query: Record<string, string>): Promise<string[]> =>
      (await board(query)).map((one) => one.sessionId);
    const completed = await idsOf({ status: 'completed' });
    expect(completed).toContain(ended.sessionId);
    expect(completed).not.toContain(next.sessionId);
    const soon = { from: iso(harness.clock.now() + 1), to: iso(next.startsAt + 1) };
    expect(await idsOf(soon)).toEqual([next.sessionId]);
    expect(await idsOf({ to: iso(next.startsAt), from: iso(next.startsAt) })).toEqual([]);
    const faulty = await harness.system.call('GET', '/api/v1/team/sessions?status=lost', {
      as: harness.team,
    });
    expect(faulty.status).toBe(400);
  });

  it('shows no-shows', async () => {
    const empty = await harness.createSession('completed');
    expect((await onBoard(empty))?.noShow).toBe('both');
    const alone = await harness.createSession('active');
    await harness.sendMessage(alone.psychologist, alone.sessionId, 'Apakah Anda di sana?');
    await harness.runStep(alone, 'end-button');
    await harness.runStep(alone, 'auto-end');
    expect((await onBoard(alone))?.noShow).toBe('client');
    const met = await harness.createSession('active');
    for (const user of [met.client, met.psychologist]) {
      await harness.sendMessage(user, met.sessionId, 'Halo');
    }
    await harness.end(met.client, met.sessionId);
    expect((await onBoard(met))?.noShow).toBeNull();
  });

  it('receives every change live, without content', async () => {
    const watching = await harness.recordTeamBoard();
    const session = await harness.createSession('active');
    await harness.sendMessage(session.client, session.sessionId, 'Rahasia di pesan');
    await harness.end(session.psychologist, session.sessionId);
    const { sessionId } = session;
    const ownChanges = () =>
      watching
        .named('session-changed')
        .map((one) => one.data as { sessionId: string; status: string })
        .filter((one) => one.sessionId === sessionId);
    await watching.waitFor('the end', () => ownChanges().some((one) => one.status === 'completed'));
    const changes = ownChanges();
    expect(changes.map((one) => one.status)).toEqual(['pending', 'pending', 'active', 'completed']);
    expect(changes[3]).toMatchObject({
      sessionId,
      change: 'completed',
      endedBy: 'psychologist',
    });
    expect(JSON.stringify(watching.received)).not.toContain('Rahasia');
  });
});

describe('timeline', () => {
  it('shows planned and done times, actor and lateness', async () => {
    const session = await harness.createSession('greeted');
    harness.clock.set(session.startsAt + 200);
    await harness.promoteStep(session, 'enable-chat');
    await harness.waitForOutcome(session, 'enable-chat');
    await harness.end(session.client, session.sessionId);
    const { steps, session: shown } = await harness.timeline(session);
    expect(shown).toMatchObject({ sessionId: session.sessionId, status: 'completed' });
    expect(steps).toMatchObject([
      { step: 'initial-message', state: 'done', lateMs: 0, doneBy: { role: 'system' } },
      {
        step: 'enable-chat',
        state: 'done',
        plannedAt: iso(session.startsAt),
        doneAt: iso(session.startsAt + 200),
        lateMs: 200,
      },
      { step: 'end-button', state: 'cancelled', reason: 'The session had ended', lateMs: null },
      { step: 'auto-end', state: 'cancelled', doneBy: null },
    ]);
  });

  it('shows a manual early start and the steps it made unnecessary', async () => {
    const session = await harness.book();
    await harness.teamAction('start', session.sessionId);
    const { steps } = await harness.timeline(session);
    expect(steps).toMatchObject([
      { step: 'initial-message', state: 'not_needed' },
      {
        step: 'enable-chat',
        state: 'done',
        doneBy: { role: 'team', id: harness.team.id, fullName: harness.team.fullName },
      },
      { step: 'end-button', state: 'planned' },
      { step: 'auto-end', state: 'planned' },
    ]);
  });

  it('is for the team and 404 for an unknown session', async () => {
    for (const id of ['7a9a4c1e-0000-4000-8000-000000000000', 'nonsense']) {
      const path = `/api/v1/team/sessions/${id}/timeline`;
      const response = await harness.system.call('GET', path, { as: harness.team });
      expect(response.body).toMatchObject({ statusCode: 404, code: 'session-not-found' });
    }
  });
});

describe('audit log', () => {
  it('contains every team action and no rejected one', async () => {
    const [session, other] = [await harness.book(), await harness.book()];
    const second = await harness.system.addUser('team');
    await harness.teamAction('start', session.sessionId);
    expect((await harness.teamAction('start', session.sessionId)).status).toBe(409);
    await harness.teamAction('end', session.sessionId, second);
    expect((await harness.teamAction('cancel', session.sessionId)).status).toBe(409);
    await harness.teamAction('cancel', other.sessionId, second);
    expect((await harness.teamAction('start', other.sessionId, other.client)).status).toBe(403);
    const rows = await harness.system.query<Record<string, unknown>>(
      `SELECT action, actor_id, subject_id, at FROM audit_log
       WHERE subject_id = ANY($1::uuid[]) ORDER BY id`,
      [[session.sessionId, other.sessionId]],
    );
    const at = new Date(harness.clock.now());
    const entry = { subject_id: session.sessionId, at };
    expect(rows).toEqual([
      { ...entry, action: 'session.start', actor_id: harness.team.id },
      { ...entry, action: 'session.end', actor_id: second.id },
      { action: 'session.cancel', actor_id: second.id, subject_id: other.sessionId, at },
    ]);
    expect((await harness.timeline(session)).acts).toMatchObject([
      { action: 'session.start', by: { fullName: harness.team.fullName } },
      { action: 'session.end', by: { fullName: second.fullName } },
    ]);
  });
});

describe('notifications', () => {
  const list = (as: TestUser) =>
    harness.system.call<NotificationView[]>('GET', '/api/v1/notifications', { as });
  const read = (as: TestUser, id: string) =>
    harness.system.call<NotificationView>('PUT', `/api/v1/notifications/${id}/read`, { as });

  it('inform the psychologist of booking and opening, newest first', async () => {
    const session = await harness.createSession('active');
    const { body } = await list(session.psychologist);
    const ids = { counselingId: session.counselingId, sessionId: session.sessionId };
    expect(body.data).toMatchObject([
      { ...ids, kind: 'session_opened', createdAt: iso(session.startsAt), readAt: null },
      { ...ids, kind: 'session_booked' },
    ]);
  });

  it('keep the first read time', async () => {
    const session = await harness.book();
    const [notification] = (await list(session.psychologist)).body.data;
    const first = await read(session.psychologist, notification?.id ?? '');
    const readAt = iso(harness.clock.now());
    expect(first.body.data).toMatchObject({ id: notification?.id, readAt });
    harness.clock.advance(60_000);
    expect((await read(session.psychologist, notification?.id ?? '')).body.data.readAt).toBe(
      readAt,
    );
    expect((await list(session.psychologist)).body.data).toMatchObject([{ readAt }]);
  });

  it('belong to one user', async () => {
    const session = await harness.book();
    const [notification] = (await list(session.psychologist)).body.data;
    for (const id of [notification?.id ?? '', '999999', 'nonsense', '0']) {
      const foreign = await read(session.client, id);
      expect(foreign.body).toMatchObject({ statusCode: 404, code: 'notification-not-found' });
    }
    expect((await list(session.psychologist)).body.data[0]?.readAt).toBeNull();
  });
});
