import { StatementCounter } from '../../support/harness/statement-counter';
import { createDataSource } from '../../../ormconfig';
import {
  listTeamSessions,
  teamSessionsSchema,
} from '../../../src/sessions/monitoring/list-team-sessions';
import type { TeamSessionView } from '../../../src/sessions/monitoring/team-session-view';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const listSessions = (query: Record<string, string>): Promise<ApiResponse<TeamSessionView[]>> =>
  harness.system.call('GET', `/api/v1/team/sessions?${new URLSearchParams(query).toString()}`, {
    as: harness.team,
  });
const idsOf = async (query: Record<string, string>): Promise<string[]> =>
  (await listSessions(query)).body.data.map((one) => one.sessionId);
async function viewOf({ sessionId }: TestSession): Promise<TeamSessionView | undefined> {
  return (await listSessions({ sessionId })).body.data[0];
}
const iso = (ms: number): string => new Date(ms).toISOString();

describe('team board filter', () => {
  it('selects a psychologist, a day, one session', async () => {
    const one = await harness.book({ startsIn: 3 * HOUR });
    const { psychologist } = one;
    const nextDay = await harness.book({ psychologist, startsIn: 27 * HOUR });
    const other = await harness.book({ startsIn: 3 * HOUR });
    const both = [one.sessionId, nextDay.sessionId];
    expect(await idsOf({ psychologistId: psychologist.id })).toEqual(both);
    const day = { from: iso(nextDay.startsAt - HOUR), to: iso(nextDay.startsAt + HOUR) };
    expect(await idsOf({ psychologistId: psychologist.id, ...day })).toEqual([nextDay.sessionId]);
    expect(await idsOf({ sessionId: other.sessionId })).toEqual([other.sessionId]);
    for (const psychologistId of [one.client.id, '999999']) {
      expect(await idsOf({ psychologistId })).toEqual([]);
    }
    expect(await idsOf({ sessionId: 'nonsense' })).toEqual([]);
    expect((await listSessions({ psychologistId: 'x' })).status).toBe(400);
  });

  it('includes a session that started before the window', async () => {
    const session = await harness.book({ lasts: 3 * HOUR });
    const lastMoment = { from: iso(session.endsAt - 1), to: iso(session.endsAt) };
    expect(await idsOf(lastMoment)).toContain(session.sessionId);
    expect(await idsOf({ ...lastMoment, from: iso(session.endsAt) })).not.toContain(
      session.sessionId,
    );
  });
});

describe('session punctuality', () => {
  it('contains the next step until the session ends', async () => {
    const session = await harness.book();
    expect((await viewOf(session))?.nextStep).toEqual({
      step: 'initial-message',
      dueAt: iso(session.startsAt - 10 * MINUTE),
    });
    await harness.runStep(session, 'initial-message');
    expect((await viewOf(session))?.nextStep).toEqual({
      step: 'enable-chat',
      dueAt: iso(session.startsAt),
    });
    await harness.cancel(session, session.client);
    expect(await viewOf(session)).toMatchObject({ nextStep: null, troubles: [], worstLateMs: 0 });
  });

  it('contains the worst lateness of the current plan only', async () => {
    const session = await harness.book();
    expect((await viewOf(session))?.worstLateMs).toBeNull();
    harness.clock.set(session.startsAt - 10 * MINUTE + 1_234);
    await harness.promoteStep(session, 'initial-message');
    await harness.waitForOutcome(session, 'initial-message');
    expect((await viewOf(session))?.worstLateMs).toBe(1_234);
    await harness.runStep(session, 'enable-chat');
    expect((await viewOf(session))?.worstLateMs).toBe(1_234);
    const other = await harness.createSession('greeted');
    await harness.reschedule(other, other.client, {
      startsAt: other.startsAt + 24 * HOUR,
      endsAt: other.endsAt + 24 * HOUR,
    });
    expect((await viewOf(other))?.worstLateMs).toBeNull();
  });

  it('excludes manual steps', async () => {
    const session = await harness.book();
    await harness.teamAction('start', session.sessionId);
    expect((await viewOf(session))?.worstLateMs).toBeNull();
  });
});

describe('silence', () => {
  it('is counted from the last message of a running session', async () => {
    const session = await harness.createSession('active');
    harness.clock.advance(90_500);
    expect((await viewOf(session))?.silenceSeconds).toBe(90);
    await harness.sendMessage(session.client, session.sessionId, 'Halo');
    harness.clock.advance(2_000);
    expect((await viewOf(session))?.silenceSeconds).toBe(2);
    await harness.end(session.client, session.sessionId);
    expect((await viewOf(session))?.silenceSeconds).toBeNull();
  });
});

describe('presence', () => {
  it('is reported per participant', async () => {
    const session = await harness.createSession('active');
    const client = await harness.recordSession(session.client, session.sessionId);
    await client.enterPresence(session.sessionId);
    await waitFor('the client to be seen', async () => {
      const { presence } = (await viewOf(session)) ?? {};
      return presence?.client === 'present' && presence.psychologist === 'absent';
    });
    client.client.close();
    await waitFor('the client to be gone', async () => {
      return (await viewOf(session))?.presence?.client === 'absent';
    });
  });

  it('covers the hour before the start and no ended session', async () => {
    const far = await harness.book({ startsIn: 2 * HOUR });
    expect((await viewOf(far))?.presence).toBeNull();
    harness.clock.set(far.startsAt - 59 * MINUTE);
    expect((await viewOf(far))?.presence).toEqual({ client: 'absent', psychologist: 'absent' });
    await harness.cancel(far, far.client);
    expect((await viewOf(far))?.presence).toBeNull();
  });
});

describe('listing the board', () => {
  it('takes one query and its audit entry for any number of sessions', async () => {
    const { psychologist } = await harness.book();
    const counter = new StatementCounter(['query']);
    const source = createDataSource(harness.system.databaseUrl);
    source.setOptions({ logger: counter, logging: ['query'] });
    await source.initialize();
    const { clock, presence } = harness.system.context;
    const db = { source, longStatementMs: 60_000, committed: () => undefined };
    const count = async (): Promise<{ sessions: number; statements: number }> => {
      counter.statements = 0;
      const input = teamSessionsSchema.parse({ psychologistId: psychologist.id });
      const sessions = await listTeamSessions({ db, clock, presence }, harness.team, input);
      return { sessions: sessions.length, statements: counter.statements };
    };
    expect(await count()).toEqual({ sessions: 1, statements: 2 });
    for (let more = 1; more <= 4; more += 1) await harness.book({ psychologist });
    expect(await count()).toEqual({ sessions: 5, statements: 2 });
    await source.destroy();
  });
});

describe('while Ably is down', () => {
  it('the board is listed with unknown presence', async () => {
    const session = await harness.createSession('active');
    await harness.system.ably.stop();
    const board = await viewOf(session);
    expect(board).toMatchObject({
      status: 'active',
      presence: { client: 'unknown', psychologist: 'unknown' },
    });
  });
});
