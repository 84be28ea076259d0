import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { SessionStage, TestSession } from '../../support/harness/session-harness';

const HOUR = 3_600_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

async function statusOf(session: TestSession): Promise<string> {
  return (await harness.getSession(session)).status;
}

describe('history', () => {
  let session: TestSession;
  let times: string[];
  beforeAll(async () => {
    session = await harness.createSession('active');
    times = [];
    for (let number = 3; number <= 45; number += 1) {
      harness.clock.advance(1_000);
      const sent = await harness.sendMessage(
        session.client,
        session.sessionId,
        `message ${number}`,
      );
      times.push(sent.body.data.createdAt);
    }
  });

  it('counseling-65 pages through messages, 20 to a page, the newest page first (C-21)', async () => {
    const pages = [
      { query: '', page: 1, from: 26, to: 45, next: true, prev: false },
      { query: '&page=2&limit=20', page: 2, from: 6, to: 25, next: true, prev: true },
      { query: '&page=3&limit=20', page: 3, from: 1, to: 5, next: false, prev: true },
    ];
    for (const { query, page, from, to, next, prev } of pages) {
      const response = await harness.history(session.psychologist, session.sessionId, query);
      expect(response.status).toBe(200);
      const { data, metadata } = response.body.data;
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
    const pastEnd = await harness.history(session.client, session.sessionId, '&page=4');
    expect(pastEnd.body.data.data).toEqual([]);
  });

  it('C-21 prefers `before` over `page`, by message id and by time', async () => {
    const { client, sessionId } = session;
    const newest = await harness.history(client, sessionId, '&limit=3');
    const [oldest] = newest.body.data.data;
    for (const cursor of [oldest?.id, times.at(-3)]) {
      const query = `&limit=2&page=9&before=${encodeURIComponent(cursor ?? '')}`;
      const response = await harness.history(client, sessionId, query);
      const seqs = response.body.data.data.map((message) => message.seq);
      expect(seqs).toEqual([41, 42]);
    }
  });

  it('C-21 returns at most 100 messages at once', async () => {
    const { client, sessionId } = session;
    const all = await harness.history(client, sessionId, '&limit=100');
    expect(all.body.data.data).toHaveLength(45);
    for (const query of ['&limit=101', '&limit=0', '&page=0', '&page=one']) {
      expect((await harness.history(client, sessionId, query)).status).toBe(400);
    }
  });
});

describe('states', () => {
  it('counseling-66 move from pending to active to completed, never back', async () => {
    const session = await harness.createSession('pending');
    const statuses = [await statusOf(session)];
    for (const step of ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const) {
      await harness.runStep(session, step);
      statuses.push(await statusOf(session));
    }
    expect(statuses).toEqual(['pending', 'pending', 'active', 'active', 'completed']);
    for (const action of ['start', 'end', 'cancel'] as const) {
      expect((await harness.teamAction(action, session.sessionId)).body.success).toBe(false);
    }
    expect(await statusOf(session)).toBe('completed');
  });

  it('counseling-67 allow cancelling: before the start by participants, later by the team only (C-12)', async () => {
    const byClient = await harness.createSession('pending');
    expect((await harness.cancel(byClient, byClient.client)).status).toBe(200);
    const byPsychologist = await harness.createSession('greeted');
    expect((await harness.cancel(byPsychologist, byPsychologist.psychologist)).status).toBe(200);
    const running = await harness.createSession('active');
    for (const user of [running.client, running.psychologist]) {
      expect((await harness.cancel(running, user)).status).toBe(409);
    }
    expect(await statusOf(running)).toBe('active');
    const path = `/api/v1/team/sessions/${running.sessionId}/cancel`;
    const unexplained = await harness.system.call('POST', path, { as: harness.team, body: {} });
    expect(unexplained.status).toBe(400);
    expect((await harness.teamAction('cancel', running.sessionId)).body.data.status).toBe(
      'cancelled',
    );
    for (const session of [byClient, byPsychologist, running]) {
      expect(await statusOf(session)).toBe('cancelled');
      expect((await harness.teamAction('start', session.sessionId)).body.success).toBe(false);
      expect((await harness.teamAction('cancel', session.sessionId)).status).toBe(409);
      expect(await statusOf(session)).toBe('cancelled');
    }
  });

  it('counseling-68 open the chat at the start and close it at the end', async () => {
    const flow: [SessionStage, boolean][] = [
      ['pending', false],
      ['greeted', false],
      ['active', true],
      ['warned', true],
      ['completed', false],
      ['cancelled', false],
    ];
    for (const [state, enabled] of flow) {
      const session = await harness.createSession(state);
      expect((await harness.getSession(session)).isChatEnabled).toBe(enabled);
      const sent = await harness.sendMessage(session.client, session.sessionId, 'Halo');
      expect(sent.status).toBe(enabled ? 201 : 400);
    }
  });
});

describe('rescheduling and cancelling (C-58)', () => {
  it("C-58 notifies both participants of a cancellation and removes the session's timers", async () => {
    const session = await harness.createSession('pending');
    const recorders = await Promise.all(
      [session.client, session.psychologist].map((user) =>
        harness.recordSession(user, session.sessionId),
      ),
    );
    expect((await harness.cancel(session, session.client, { reason: 'Saya sakit' })).status).toBe(
      200,
    );
    for (const recorder of recorders) {
      expect(await waitForStatus(recorder, 'cancelled')).toMatchObject({
        sessionId: session.sessionId,
        endedBy: 'client',
      });
      expect(JSON.stringify(recorder.received)).not.toContain('Saya sakit');
    }
    await harness.timers.waitUntilEmpty(session.sessionId);
  });

  it('C-58 reschedules a session with its timers and increments the generation', async () => {
    const session = await harness.createSession('pending');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    const times = { startsAt: session.startsAt + HOUR, endsAt: session.endsAt + HOUR };
    const moved = await harness.reschedule(session, session.psychologist, times);
    const startsAt = new Date(times.startsAt).toISOString();
    expect(moved.body.data.scheduledAt).toBe(startsAt);
    expect(await waitForStatus(recorder, 'rescheduled')).toMatchObject({
      startsAt,
      endsAt: new Date(times.endsAt).toISOString(),
    });
    await harness.system.drain();
    const jobs = await harness.timers.jobsOf(session.sessionId);
    expect(jobs).toHaveLength(4);
    for (const job of jobs) expect(job.data.generation).toBe(2);
    const { steps } = await harness.timeline(session);
    expect(steps.filter((one) => one.generation === 1).map((one) => one.state)).toEqual(
      Array.from({ length: 4 }, () => 'superseded'),
    );
  });
});
