import { certificateResponse, erasureResponse } from '../../../src/api/team/erasure-schemas';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { executeErasures } from '../../../src/retention/erasures/execute-erasures';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { SessionHarness } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const DAY = 24 * 3_600_000;
const REASON = 'Asked by the client in writing';
const SECRET_WORD = 'kelapamuda';
const ERASURES = '/api/v1/team/erasures';

let harness: SessionHarness;
let asking: TestUser;
let approving: TestUser;
let third: TestUser;
beforeEach(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', { ERASURE_LIMIT: '10' });
  asking = harness.team;
  approving = await harness.system.addUser('team');
  third = await harness.system.addUser('team');
});
afterEach(() => harness.stop());

async function createConversation(from: TestUser): Promise<string> {
  const body = { toId: asking.id, message: `Halo ${SECRET_WORD}` };
  const sent = await harness.system.call('POST', '/api/v1/conversations', {
    ...{ as: from, body, reply: messageResponse },
  });
  return sent.body.data.conversationId;
}
const newConversation = async (): Promise<string> =>
  createConversation(await harness.system.addUser('psychologist'));

const request = (conversationId: string, as = asking, body: object = { reason: REASON }) =>
  harness.system.call('POST', `/api/v1/team/conversations/${conversationId}/erasure`, {
    ...{ as, body, reply: erasureResponse },
  });
const requestRemoval = (userId: string, as = asking) =>
  harness.system.call('POST', `/api/v1/team/people/${userId}/removal`, {
    ...{ as, body: { reason: REASON }, reply: erasureResponse },
  });
const decide = (decision: 'approval' | 'undo', id: string, as: TestUser) =>
  harness.system.call('POST', `${ERASURES}/${id}/${decision}`, {
    ...{ as, body: {}, reply: erasureResponse },
  });
const certificate = (id: string, as = third) =>
  harness.system.call('GET', `${ERASURES}/${id}/certificate`, { as, reply: certificateResponse });
const sweep = (): Promise<number> => executeErasures(harness.system.context.retention);

async function countErased(): Promise<number> {
  const [row] = await harness.system.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM conversations WHERE erased_at IS NOT NULL',
  );
  return row?.count ?? -1;
}
async function requested(conversationId: string): Promise<string> {
  const { status, body } = await request(conversationId);
  expect(status).toBe(200);
  return body.data.id;
}
async function approved(conversationId: string): Promise<string> {
  const id = await requested(conversationId);
  expect((await decide('approval', id, approving)).status).toBe(200);
  return id;
}
const codeOf = ({ status, body }: ApiResponse) => [status, body.code];
const listed = async () =>
  (await harness.system.call('GET', ERASURES, { as: third, reply: erasureResponse.array() })).body
    .data;

describe('one stolen token of the team', () => {
  it('erases nothing, however often and long it asks', async () => {
    const ids = await Promise.all(Array.from({ length: 15 }, newConversation));
    const answers = await Promise.all(ids.map((id) => request(id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map((answer) => codeOf(answer).join()))).toEqual(
      new Set(['409,erasure-limit']),
    );
    for (const { body } of answers.filter(({ status }) => status === 200)) {
      const own = await decide('approval', body.data.id, asking);
      expect(codeOf(own)).toEqual([403, 'second-person-needed']);
    }
    harness.clock.advance(30 * DAY);
    expect(await sweep()).toBe(0);
    expect(await countErased()).toBe(0);
  });

  it('that walks through the ids of conversations and users asks ten times a day', async () => {
    for (let n = 0; n < 6; n += 1) await newConversation();
    const people = await Promise.all(
      Array.from({ length: 6 }, () => harness.system.addUser('client')),
    );
    const accepted: string[] = [];
    const refusals = new Set<string>();
    const attack = async (asked: Promise<ApiResponse<{ id: string }>>): Promise<void> => {
      const { status, body } = await asked;
      if (status === 200) accepted.push(body.data.id);
      else refusals.add(`${status} ${body.code}`);
    };
    for (let id = 1; id <= 40; id += 1) await attack(request(String(id)));
    for (const { id } of people) await attack(requestRemoval(id));
    expect(accepted).toHaveLength(10);
    expect(refusals).toEqual(new Set(['404 conversation-not-found', '409 erasure-limit']));
    for (const id of accepted) {
      expect(codeOf(await decide('approval', id, asking))).toEqual([403, 'second-person-needed']);
    }
    harness.clock.advance(365 * DAY);
    expect(await sweep()).toBe(0);
    expect(await countErased()).toBe(0);
    const names = await harness.system.query<{ name: string }>(
      'SELECT full_name AS name FROM users WHERE id = ANY($1)',
      [people.map(({ id }) => id)],
    );
    expect(names.map(({ name }) => name).sort()).toEqual(
      people.map(({ fullName }) => fullName).sort(),
    );
  });

  it('gains no further requests from undoing, or from another member of the team', async () => {
    for (const conversationId of await Promise.all(Array.from({ length: 10 }, newConversation))) {
      const id = await requested(conversationId);
      expect((await decide('undo', id, asking)).body.data.state).toBe('undone');
    }
    const more = await newConversation();
    expect(codeOf(await request(more))).toEqual([409, 'erasure-limit']);
    expect(codeOf(await requestRemoval(third.id, approving))).toEqual([409, 'erasure-limit']);
    harness.clock.advance(DAY);
    expect((await request(more)).status).toBe(200);
  });

  it('cannot be approved by its own owner, not even in the database', async () => {
    const id = await requested(await newConversation());
    const forged = `UPDATE erasure_requests SET approved_by = requested_by, approved_at = now(),
      due_at = now() WHERE id = $1`;
    await expect(harness.system.query(forged, [id])).rejects.toThrow(/two_people/);
    const unapproved = 'UPDATE erasure_requests SET executed_at = now() WHERE id = $1';
    await expect(harness.system.query(unapproved, [id])).rejects.toThrow(
      /erasure_requests_approved/,
    );
  });

  it('needs a reason', async () => {
    const conversationId = await newConversation();
    for (const body of [{}, { reason: ' ' }, { reason: 'x' }, { reason: 'x'.repeat(501) }]) {
      expect(codeOf(await request(conversationId, asking, body))).toEqual([400, 'invalid-input']);
    }
  });
});

describe('an erasure by two people', () => {
  it('is executed by the worker once its delay is over, once, and certified', async () => {
    const conversationId = await newConversation();
    const id = await approved(conversationId);
    expect(codeOf(await certificate(id))).toEqual([409, 'erasure-not-executed']);
    harness.clock.advance(7 * DAY - 1);
    expect(await sweep()).toBe(0);
    expect(await countErased()).toBe(0);
    harness.clock.advance(1);
    const ended = await Promise.all([sweep(), sweep(), sweep()]);
    expect(ended.filter((count) => count > 0)).toEqual([1]);
    expect(await countErased()).toBe(1);
    const { body } = await certificate(id);
    expect(body.data).toEqual({
      erasureId: id,
      conversationId,
      userId: null,
      requestedBy: { id: asking.id, fullName: asking.fullName },
      requestedAt: '2025-08-10T00:00:00.000Z',
      approvedBy: { id: approving.id, fullName: approving.fullName },
      approvedAt: '2025-08-10T00:00:00.000Z',
      executedAt: '2025-08-17T00:00:00.000Z',
      destroyed: { conversations: 1, messages: 1, files: 0 },
      held: 0,
      conversations: [
        { conversationId, messages: 1, files: 0, erasedAt: '2025-08-17T00:00:00.000Z' },
      ],
    });
    expect(findPlaintext(SECRET_WORD, [{ location: 'it', text: JSON.stringify(body) }])).toEqual(
      [],
    );
    expect(await auditedActions(conversationId)).toEqual([
      [asking.id, 'erasure.request', REASON],
      [approving.id, 'erasure.approve', REASON],
      [approving.id, 'conversation.erase', REASON],
      [third.id, 'erasure.certificate', null],
    ]);
  });

  it.each(['the requester', 'the approver', 'a third colleague'])(
    'is undone by %s until it is executed, and then never executed',
    async (who) => {
      const as = { 'the requester': asking, 'the approver': approving }[who] ?? third;
      const conversationId = await newConversation();
      const id = await approved(conversationId);
      harness.clock.advance(7 * DAY);
      const undone = await decide('undo', id, as);
      expect(undone.body.data).toMatchObject({ state: 'undone', undoneBy: { id: as.id } });
      expect(await sweep()).toBe(0);
      expect(await countErased()).toBe(0);
      for (const decision of ['approval', 'undo'] as const) {
        expect(codeOf(await decide(decision, id, third))).toEqual([409, 'erasure-over']);
      }
      expect((await auditedActions(conversationId)).at(-1)).toEqual([
        as.id,
        'erasure.undo',
        REASON,
      ]);
    },
  );

  it('is requested and approved once', async () => {
    const conversationId = await newConversation();
    const id = await requested(conversationId);
    expect(codeOf(await request(conversationId, third))).toEqual([409, 'erasure-requested']);
    const answers = await Promise.all(
      [approving, third, approving].map((as) => decide('approval', id, as)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const other = await Promise.all([1, 2].map(() => newConversation()));
    const twice = await Promise.all([...other, ...other].map((each) => request(each)));
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
  });

  it('is not executed when the conversation is on hold by then, and says so', async () => {
    const conversationId = await newConversation();
    const id = await approved(conversationId);
    await harness.system.call('PUT', `/api/v1/team/conversations/${conversationId}/hold`, {
      ...{ as: third, body: { held: true } },
    });
    harness.clock.advance(7 * DAY);
    expect(await sweep()).toBe(1);
    expect(await countErased()).toBe(0);
    expect(await listed()).toMatchObject([{ id, state: 'refused', refusal: 'conversation-held' }]);
    expect((await auditedActions(conversationId)).at(-1)?.[1]).toBe('erasure.refuse');
    expect(codeOf(await certificate(id))).toEqual([409, 'erasure-not-executed']);
  });

  it('is unknown by a false id', async () => {
    for (const id of ['999999', 'x', '9223372036854775808', '-1']) {
      for (const decision of ['approval', 'undo'] as const) {
        expect(codeOf(await decide(decision, id, approving))).toEqual([404, 'erasure-not-found']);
      }
      expect(codeOf(await certificate(id))).toEqual([404, 'erasure-not-found']);
    }
  });

  it('of a session is requested by its id', async () => {
    const { sessionId, client } = await harness.createSession('completed');
    const path = `/api/v1/team/sessions/${sessionId}/erasure`;
    const body = { reason: REASON };
    await harness.system.call('POST', path, { as: asking, body });
    expect(await listed()).toMatchObject([
      { state: 'requested', user: null, conversation: { kind: 'session', sessionId } },
    ]);
    const [erasure] = await listed();
    expect(erasure?.conversation?.members).toContainEqual({
      ...{ id: client.id, fullName: client.fullName },
    });
    const unknown = path.replace(sessionId, '00000000-0000-4000-8000-000000000000');
    const refused = await harness.system.call('POST', unknown, { as: asking, body });
    expect(codeOf(refused)).toEqual([404, 'session-not-found']);
  });

  const auditedActions = async (conversationId: string) => {
    const rows = await harness.system.query<{ actor: string; action: string; reason: string }>(
      `SELECT actor_id::text AS actor, action, reason FROM audit_log
       WHERE conversation_id = $1 AND action <> 'conversation.hold' ORDER BY id`,
      [conversationId],
    );
    return rows.map(({ actor, action, reason }) => [actor, action, reason]);
  };
});

describe('the removal of a user by two people', () => {
  async function clientWithSessions(): Promise<TestUser> {
    const client = await harness.system.addUser('client');
    for (const word of ['satu', 'dua', 'tiga']) {
      const session = await harness.createSession('active', { client });
      await harness.sendMessage(client, session.sessionId, `${word} ${SECRET_WORD}`);
      await harness.end(client, session.sessionId);
    }
    return client;
  }

  it('continues after a crash between two of their conversations, and certifies all', async () => {
    const client = await clientWithSessions();
    const { id } = (await requestRemoval(client.id)).body.data;
    await decide('approval', id, approving);
    harness.clock.advance(7 * DAY);
    const crash = (): never => {
      throw new Error('The process ends here');
    };
    await expect(executeErasures(harness.system.context.retention, crash)).rejects.toThrow();
    expect(await countErased()).toBe(1);
    expect(await listed()).toMatchObject([{ state: 'running' }]);
    expect(codeOf(await decide('undo', id, third))).toEqual([409, 'erasure-over']);
    const ended = await Promise.all([sweep(), sweep()]);
    expect(ended.some((count) => count === 1)).toBe(true);
    expect(await countErased()).toBe(3);
    const { data } = (await certificate(id)).body;
    expect(data).toMatchObject({ userId: client.id, destroyed: { conversations: 3 }, held: 0 });
    expect(data.conversations).toHaveLength(3);
    expect(
      findPlaintext(client.fullName, [{ location: 'it', text: JSON.stringify(data) }]),
    ).toEqual([]);
    const removals = await harness.system.query(
      `SELECT 1 FROM audit_log WHERE person_id = $1 AND action = 'person.remove'`,
      [client.id],
    );
    expect(removals).toHaveLength(1);
    expect(await sweep()).toBe(0);
  });

  it('of a team member is decided by two others', async () => {
    expect(codeOf(await requestRemoval(asking.id))).toEqual([403, 'forbidden']);
    const { id } = (await requestRemoval(approving.id)).body.data;
    for (const decision of ['approval', 'undo'] as const) {
      expect(codeOf(await decide(decision, id, approving))).toEqual([403, 'forbidden']);
    }
    expect((await decide('approval', id, third)).status).toBe(200);
  });
});
