import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { SessionStage, TestSession } from '../../support/harness/session-harness';

const HOUR = 3_600_000;

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

async function statusOf(session: TestSession): Promise<string> {
  return (await stage.getSession(session)).status;
}

describe('history', () => {
  let session: TestSession;
  let times: string[];
  beforeAll(async () => {
    session = await stage.createSession('active');
    times = [];
    for (let number = 3; number <= 45; number += 1) {
      stage.clock.advance(1_000);
      const sent = await stage.sendMessage(session.client, session.sessionId, `message ${number}`);
      times.push(sent.body.data.createdAt);
    }
  });

  it('counseling-65 pages through previous messages, 20 to a page, the newest page first (C-21)', async () => {
    const pages = [
      { query: '', page: 1, from: 26, to: 45, next: true, prev: false },
      { query: '&page=2&limit=20', page: 2, from: 6, to: 25, next: true, prev: true },
      { query: '&page=3&limit=20', page: 3, from: 1, to: 5, next: false, prev: true },
    ];
    for (const { query, page, from, to, next, prev } of pages) {
      const answer = await stage.history(session.psychologist, session.sessionId, query);
      expect(answer.status).toBe(200);
      const { data, metadata } = answer.body.data;
      expect(metadata).toEqual({
        page,
        limit: 20,
        total: 45,
        totalPages: 3,
        hasNextPage: next,
        hasPrevPage: prev,
      });
      expect(data.map((message) => message.seq)).toEqual(
        Array.from({ length: to - from + 1 }, (_, index) => from + index),
      );
    }
    const beyond = await stage.history(session.client, session.sessionId, '&page=4');
    expect(beyond.body.data.data).toEqual([]);
  });

  it('C-21 lets `before` win over `page`, by message id and by time', async () => {
    const { client, sessionId } = session;
    const newest = await stage.history(client, sessionId, '&limit=3');
    const [oldest] = newest.body.data.data;
    for (const cursor of [oldest?.id, times.at(-3)]) {
      const query = `&limit=2&page=9&before=${encodeURIComponent(cursor ?? '')}`;
      const answer = await stage.history(client, sessionId, query);
      const seqs = answer.body.data.data.map((message) => message.seq);
      expect(seqs).toEqual([41, 42]);
    }
  });

  it('C-21 gives at most 100 messages at once', async () => {
    const { client, sessionId } = session;
    const all = await stage.history(client, sessionId, '&limit=100');
    expect(all.body.data.data).toHaveLength(45);
    for (const query of ['&limit=101', '&limit=0', '&page=0', '&page=one']) {
      expect((await stage.history(client, sessionId, query)).status).toBe(400);
    }
  });
});

describe('states', () => {
  it('counseling-66 goes from pending to active to completed, never back', async () => {
    const session = await stage.createSession('pending');
    const seen = [await statusOf(session)];
    for (const step of ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const) {
      await stage.runStep(session, step);
      seen.push(await statusOf(session));
    }
    expect(seen).toEqual(['pending', 'pending', 'active', 'active', 'completed']);
    for (const act of ['start', 'end', 'cancel'] as const) {
      expect((await stage.teamAction(act, session.sessionId)).body.success).toBe(false);
    }
    expect(await statusOf(session)).toBe('completed');
  });

  it('counseling-67 can be cancelled: before the start by its people, later by the team alone (C-12)', async () => {
    const byClient = await stage.createSession('pending');
    expect((await stage.cancel(byClient, byClient.client)).status).toBe(200);
    const byPsychologist = await stage.createSession('greeted');
    expect((await stage.cancel(byPsychologist, byPsychologist.psychologist)).status).toBe(200);
    const running = await stage.createSession('active');
    for (const person of [running.client, running.psychologist]) {
      expect((await stage.cancel(running, person)).status).toBe(409);
    }
    expect(await statusOf(running)).toBe('active');
    const path = `/api/v1/team/sessions/${running.sessionId}/cancel`;
    const unexplained = await stage.system.call('POST', path, { as: stage.team, body: {} });
    expect(unexplained.status).toBe(400);
    expect((await stage.teamAction('cancel', running.sessionId)).body.data.status).toBe(
      'cancelled',
    );
    for (const session of [byClient, byPsychologist, running]) {
      expect(await statusOf(session)).toBe('cancelled');
      expect((await stage.teamAction('start', session.sessionId)).body.success).toBe(false);
      expect((await stage.teamAction('cancel', session.sessionId)).status).toBe(409);
      expect(await statusOf(session)).toBe('cancelled');
    }
  });

  it('counseling-68 opens the chat at the start and closes it at the end', async () => {
    const flow: [SessionStage, boolean][] = [
      ['pending', false],
      ['greeted', false],
      ['active', true],
      ['warned', true],
      ['completed', false],
      ['cancelled', false],
    ];
    for (const [scene, enabled] of flow) {
      const session = await stage.createSession(scene);
      expect((await stage.getSession(session)).isChatEnabled).toBe(enabled);
      const sent = await stage.sendMessage(session.client, session.sessionId, 'Halo');
      expect(sent.status).toBe(enabled ? 201 : 400);
    }
  });
});

describe('moving and cancelling (C-58)', () => {
  it('C-58 tells both people that a session was cancelled and takes its timers away', async () => {
    const session = await stage.createSession('pending');
    const listeners = await Promise.all(
      [session.client, session.psychologist].map((person) =>
        stage.recordSession(person, session.sessionId),
      ),
    );
    expect((await stage.cancel(session, session.client, { reason: 'Saya sakit' })).status).toBe(
      200,
    );
    for (const heard of listeners) {
      expect(await waitForStatus(heard, 'cancelled')).toMatchObject({
        sessionId: session.sessionId,
        endedBy: 'client',
      });
      expect(JSON.stringify(heard.received)).not.toContain('Saya sakit');
    }
    await stage.timers.waitUntilEmpty(session.sessionId);
  });

  it('C-58 moves a session with its timers, one generation up', async () => {
    const session = await stage.createSession('pending');
    const heard = await stage.recordSession(session.client, session.sessionId);
    const times = { startsAt: session.startsAt + HOUR, endsAt: session.endsAt + HOUR };
    const moved = await stage.reschedule(session, session.psychologist, times);
    const startsAt = new Date(times.startsAt).toISOString();
    expect(moved.body.data.scheduledAt).toBe(startsAt);
    expect(await waitForStatus(heard, 'rescheduled')).toMatchObject({
      startsAt,
      endsAt: new Date(times.endsAt).toISOString(),
    });
    await stage.system.drain();
    const jobs = await stage.timers.jobsOf(session.sessionId);
    expect(jobs).toHaveLength(4);
    for (const job of jobs) expect(job.data.generation).toBe(2);
    const { steps } = await stage.timeline(session);
    expect(steps.filter((one) => one.generation === 1).map((one) => one.state)).toEqual(
      Array.from({ length: 4 }, () => 'superseded'),
    );
  });
});
