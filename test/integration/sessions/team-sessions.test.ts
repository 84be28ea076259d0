import { AbstractLogger } from 'typeorm';
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

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

const ask = (query: Record<string, string>): Promise<ApiResponse<TeamSessionView[]>> =>
  stage.system.call('GET', `/api/v1/team/sessions?${new URLSearchParams(query).toString()}`, {
    as: stage.team,
  });
const idsOf = async (query: Record<string, string>): Promise<string[]> =>
  (await ask(query)).body.data.map((one) => one.sessionId);
async function shown({ sessionId }: TestSession): Promise<TeamSessionView | undefined> {
  return (await ask({ sessionId })).body.data[0];
}
const iso = (ms: number): string => new Date(ms).toISOString();

describe("the team's board, narrowed", () => {
  it('to a psychologist, to a day, to one session', async () => {
    const one = await stage.book({ startsIn: 3 * HOUR });
    const { psychologist } = one;
    const nextDay = await stage.book({ psychologist, startsIn: 27 * HOUR });
    const other = await stage.book({ startsIn: 3 * HOUR });
    const both = [one.sessionId, nextDay.sessionId];
    expect(await idsOf({ psychologistId: psychologist.id })).toEqual(both);
    const day = { from: iso(nextDay.startsAt - HOUR), to: iso(nextDay.startsAt + HOUR) };
    expect(await idsOf({ psychologistId: psychologist.id, ...day })).toEqual([nextDay.sessionId]);
    expect(await idsOf({ sessionId: other.sessionId })).toEqual([other.sessionId]);
    for (const psychologistId of [one.client.id, '999999']) {
      expect(await idsOf({ psychologistId })).toEqual([]);
    }
    expect(await idsOf({ sessionId: 'nonsense' })).toEqual([]);
    expect((await ask({ psychologistId: 'x' })).status).toBe(400);
  });

  it('keeps a session that has begun before the time asked for', async () => {
    const session = await stage.book({ lasts: 3 * HOUR });
    const late = { from: iso(session.endsAt - 1), to: iso(session.endsAt) };
    expect(await idsOf(late)).toContain(session.sessionId);
    expect(await idsOf({ ...late, from: iso(session.endsAt) })).not.toContain(session.sessionId);
  });
});

describe('how punctual a session is', () => {
  it('says what comes next, and nothing more once it is over', async () => {
    const session = await stage.book();
    expect((await shown(session))?.nextStep).toEqual({
      step: 'initial-message',
      dueAt: iso(session.startsAt - 10 * MINUTE),
    });
    await stage.runStep(session, 'initial-message');
    expect((await shown(session))?.nextStep).toEqual({
      step: 'enable-chat',
      dueAt: iso(session.startsAt),
    });
    await stage.cancel(session, session.client);
    expect(await shown(session)).toMatchObject({ nextStep: null, troubles: [], worstLateMs: 0 });
  });

  it('names the latest that a step was, of the present plan alone', async () => {
    const session = await stage.book();
    expect((await shown(session))?.worstLateMs).toBeNull();
    stage.clock.set(session.startsAt - 10 * MINUTE + 1_234);
    await stage.promoteStep(session, 'initial-message');
    await stage.waitForOutcome(session, 'initial-message');
    expect((await shown(session))?.worstLateMs).toBe(1_234);
    await stage.runStep(session, 'enable-chat');
    expect((await shown(session))?.worstLateMs).toBe(1_234);
    const other = await stage.createSession('greeted');
    await stage.reschedule(other, other.client, {
      startsAt: other.startsAt + 24 * HOUR,
      endsAt: other.endsAt + 24 * HOUR,
    });
    expect((await shown(other))?.worstLateMs).toBeNull();
  });

  it('does not count what a person of the team did by hand', async () => {
    const session = await stage.book();
    await stage.teamAction('start', session.sessionId);
    expect((await shown(session))?.worstLateMs).toBeNull();
  });
});

describe('silence', () => {
  it('is counted from the last message of a running session', async () => {
    const session = await stage.createSession('active');
    stage.clock.advance(90_500);
    expect((await shown(session))?.silenceSeconds).toBe(90);
    await stage.sendMessage(session.client, session.sessionId, 'Halo');
    stage.clock.advance(2_000);
    expect((await shown(session))?.silenceSeconds).toBe(2);
    await stage.end(session.client, session.sessionId);
    expect((await shown(session))?.silenceSeconds).toBeNull();
  });
});

describe('presence', () => {
  it('tells for each side whether they sit in the room now', async () => {
    const session = await stage.createSession('active');
    const client = await stage.recordSession(session.client, session.sessionId);
    await client.enterPresence(session.sessionId);
    await waitFor('the client to be seen', async () => {
      const { presence } = (await shown(session)) ?? {};
      return presence?.client === 'present' && presence.psychologist === 'absent';
    });
    client.client.close();
    await waitFor('the client to be gone', async () => {
      return (await shown(session))?.presence?.client === 'absent';
    });
  });

  it('is told of the waiting room in the hour before, and of no session that is over', async () => {
    const far = await stage.book({ startsIn: 2 * HOUR });
    expect((await shown(far))?.presence).toBeNull();
    stage.clock.set(far.startsAt - 59 * MINUTE);
    expect((await shown(far))?.presence).toEqual({ client: 'absent', psychologist: 'absent' });
    await stage.cancel(far, far.client);
    expect((await shown(far))?.presence).toBeNull();
  });
});

describe('reading the board', () => {
  it('costs one query, however many sessions are on it', async () => {
    const { psychologist } = await stage.book();
    const counter = new StatementCounter(['query']);
    const source = createDataSource(stage.system.databaseUrl);
    source.setOptions({ logger: counter, logging: ['query'] });
    await source.initialize();
    const { clock, presence } = stage.system.context;
    const db = { source, committed: () => undefined };
    const count = async (): Promise<{ sessions: number; statements: number }> => {
      counter.statements = 0;
      const input = teamSessionsSchema.parse({ psychologistId: psychologist.id });
      const sessions = await listTeamSessions({ db, clock, presence }, stage.team, input);
      return { sessions: sessions.length, statements: counter.statements };
    };
    expect(await count()).toEqual({ sessions: 1, statements: 1 });
    for (let more = 1; more <= 4; more += 1) await stage.book({ psychologist });
    expect(await count()).toEqual({ sessions: 5, statements: 1 });
    await source.destroy();
  });
});

class StatementCounter extends AbstractLogger {
  statements = 0;

  override logQuery(): void {
    this.statements += 1;
  }

  protected override writeLog(): void {
    // Counting is all it does.
  }
}

describe('while Ably is away', () => {
  it('the board is there all the same, and says that it does not know who is present', async () => {
    const session = await stage.createSession('active');
    await stage.system.ably.stop();
    const board = await shown(session);
    expect(board).toMatchObject({
      status: 'active',
      presence: { client: 'unknown', psychologist: 'unknown' },
    });
  });
});
