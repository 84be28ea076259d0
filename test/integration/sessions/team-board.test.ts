import type { TeamSessionView } from '../../../src/sessions/monitoring/team-session-view';
import type { NotificationView } from '../../../src/sessions/list-notifications';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

async function board(query: Record<string, string> = {}): Promise<TeamSessionView[]> {
  const path = `/api/v1/team/sessions?${new URLSearchParams(query).toString()}`;
  return (await stage.system.call<TeamSessionView[]>('GET', path, { as: stage.team })).body.data;
}

async function onBoard({ sessionId }: TestSession): Promise<TeamSessionView | undefined> {
  return (await board()).find((one) => one.sessionId === sessionId);
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe("the team's board", () => {
  it('shows who, when and in what state, and how much was said but not what', async () => {
    const session = await stage.createSession('active', { notes: 'Rahasia di catatan' });
    await stage.sendMessage(session.client, session.sessionId, 'Rahasia di pesan');
    const shown = await onBoard(session);
    expect(shown).toEqual({
      sessionId: session.sessionId,
      counselingId: session.counselingId,
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
      lastMessageAt: iso(stage.clock.now()),
      troubledSteps: 0,
      troubles: [],
      presence: { client: 'absent', psychologist: 'absent' },
      silenceSeconds: 0,
      worstLateMs: 0,
      nextStep: { step: 'end-button', dueAt: iso(session.endsAt - 5 * 60_000) },
    });
    expect(JSON.stringify([shown, await stage.timeline(session)])).not.toContain('Rahasia');
  });

  it('can be narrowed by state and by time', async () => {
    const ended = await stage.createSession('completed');
    const next = await stage.book();
    const idsOf = async (query: Record<string, string>): Promise<string[]> =>
      (await board(query)).map((one) => one.sessionId);
    const completed = await idsOf({ status: 'completed' });
    expect(completed).toContain(ended.sessionId);
    expect(completed).not.toContain(next.sessionId);
    const soon = { from: iso(stage.clock.now() + 1), to: iso(next.startsAt + 1) };
    expect(await idsOf(soon)).toEqual([next.sessionId]);
    expect(await idsOf({ to: iso(next.startsAt), from: iso(next.startsAt) })).toEqual([]);
    const faulty = await stage.system.call('GET', '/api/v1/team/sessions?status=lost', {
      as: stage.team,
    });
    expect(faulty.status).toBe(400);
  });

  it('shows who did not come', async () => {
    const empty = await stage.createSession('completed');
    expect((await onBoard(empty))?.noShow).toBe('both');
    const alone = await stage.createSession('active');
    await stage.sendMessage(alone.psychologist, alone.sessionId, 'Apakah Anda di sana?');
    await stage.runStep(alone, 'end-button');
    await stage.runStep(alone, 'auto-end');
    expect((await onBoard(alone))?.noShow).toBe('client');
    const met = await stage.createSession('active');
    for (const person of [met.client, met.psychologist]) {
      await stage.sendMessage(person, met.sessionId, 'Halo');
    }
    await stage.end(met.client, met.sessionId);
    expect((await onBoard(met))?.noShow).toBeNull();
  });

  it('hears every change as it happens, without a word of it', async () => {
    const watching = await stage.recordTeamBoard();
    const session = await stage.createSession('active');
    await stage.sendMessage(session.client, session.sessionId, 'Rahasia di pesan');
    await stage.end(session.psychologist, session.sessionId);
    const { sessionId } = session;
    const mine = () =>
      watching
        .named('session-changed')
        .map((one) => one.data as { sessionId: string; status: string })
        .filter((one) => one.sessionId === sessionId);
    await watching.waitFor('the end', () => mine().some((one) => one.status === 'completed'));
    const changes = mine();
    expect(changes.map((one) => one.status)).toEqual(['pending', 'pending', 'active', 'completed']);
    expect(changes[3]).toMatchObject({
      sessionId,
      change: 'completed',
      endedBy: 'psychologist',
    });
    expect(JSON.stringify(watching.received)).not.toContain('Rahasia');
  });
});

describe('the timeline', () => {
  it('shows what was planned, done, by whom and how late', async () => {
    const session = await stage.createSession('greeted');
    stage.clock.set(session.startsAt + 200);
    await stage.promoteStep(session, 'enable-chat');
    await stage.waitForOutcome(session, 'enable-chat');
    await stage.end(session.client, session.sessionId);
    const { steps, session: shown } = await stage.timeline(session);
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

  it('shows an early start by hand and what it made needless', async () => {
    const session = await stage.book();
    await stage.teamAction('start', session.sessionId);
    const { steps } = await stage.timeline(session);
    expect(steps).toMatchObject([
      { step: 'initial-message', state: 'not_needed' },
      {
        step: 'enable-chat',
        state: 'done',
        doneBy: { role: 'team', id: stage.team.id, fullName: stage.team.fullName },
      },
      { step: 'end-button', state: 'planned' },
      { step: 'auto-end', state: 'planned' },
    ]);
  });

  it('is for the team, and not found for a session that is none', async () => {
    for (const id of ['7a9a4c1e-0000-4000-8000-000000000000', 'nonsense']) {
      const path = `/api/v1/team/sessions/${id}/timeline`;
      const answer = await stage.system.call('GET', path, { as: stage.team });
      expect(answer.body).toMatchObject({ statusCode: 404, code: 'session-not-found' });
    }
  });
});

describe('the audit log', () => {
  it('holds every act of the team, and none that was refused', async () => {
    const [session, other] = [await stage.book(), await stage.book()];
    const second = await stage.system.addUser('team');
    await stage.teamAction('start', session.sessionId);
    expect((await stage.teamAction('start', session.sessionId)).status).toBe(409);
    await stage.teamAction('end', session.sessionId, second);
    expect((await stage.teamAction('cancel', session.sessionId)).status).toBe(409);
    await stage.teamAction('cancel', other.sessionId, second);
    expect((await stage.teamAction('start', other.sessionId, other.client)).status).toBe(403);
    const rows = await stage.system.query<Record<string, unknown>>(
      `SELECT action, actor_id, subject_id, at FROM audit_log
       WHERE subject_id = ANY($1::uuid[]) ORDER BY id`,
      [[session.sessionId, other.sessionId]],
    );
    const at = new Date(stage.clock.now());
    const own = { subject_id: session.sessionId, at };
    expect(rows).toEqual([
      { ...own, action: 'session.start', actor_id: stage.team.id },
      { ...own, action: 'session.end', actor_id: second.id },
      { action: 'session.cancel', actor_id: second.id, subject_id: other.sessionId, at },
    ]);
    expect((await stage.timeline(session)).acts).toMatchObject([
      { action: 'session.start', by: { fullName: stage.team.fullName } },
      { action: 'session.end', by: { fullName: second.fullName } },
    ]);
  });
});

describe('notifications', () => {
  const list = (as: TestUser) =>
    stage.system.call<NotificationView[]>('GET', '/api/v1/notifications', { as });
  const read = (as: TestUser, id: string) =>
    stage.system.call<NotificationView>('PUT', `/api/v1/notifications/${id}/read`, { as });

  it('tell the psychologist of a booking and of the opening, the newest first', async () => {
    const session = await stage.createSession('active');
    const { body } = await list(session.psychologist);
    const about = { counselingId: session.counselingId, sessionId: session.sessionId };
    expect(body.data).toMatchObject([
      { ...about, kind: 'session_opened', createdAt: iso(session.startsAt), readAt: null },
      { ...about, kind: 'session_booked' },
    ]);
  });

  it('are read once, and keep the first time', async () => {
    const session = await stage.book();
    const [note] = (await list(session.psychologist)).body.data;
    const first = await read(session.psychologist, note?.id ?? '');
    const readAt = iso(stage.clock.now());
    expect(first.body.data).toMatchObject({ id: note?.id, readAt });
    stage.clock.advance(60_000);
    expect((await read(session.psychologist, note?.id ?? '')).body.data.readAt).toBe(readAt);
    expect((await list(session.psychologist)).body.data).toMatchObject([{ readAt }]);
  });

  it('belong to one person', async () => {
    const session = await stage.book();
    const [note] = (await list(session.psychologist)).body.data;
    for (const id of [note?.id ?? '', '999999', 'nonsense', '0']) {
      const foreign = await read(session.client, id);
      expect(foreign.body).toMatchObject({ statusCode: 404, code: 'notification-not-found' });
    }
    expect((await list(session.psychologist)).body.data[0]?.readAt).toBeNull();
  });
});
