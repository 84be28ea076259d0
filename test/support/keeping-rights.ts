import { PushService } from './push-service';
import { OWN, PARTICIPANTS, TEAM, to } from './rights-rule';
import type { Call, Rule, Scene } from './rights-rule';
import type { TestSystem } from './system';

const WORDS = { keyTopics: ['tidur'], actionItems: [], sessionNotes: 'Malam' };
const WRITER: Rule['statuses'] = [401, 403, 403, 200, 403, 403];
const RATER: Rule['statuses'] = [401, 201, 403, 403, 403, 403];
const NOBODY_YET: Rule['statuses'] = [401, 201, 201, 201, 201, 201];

/** Who may sum up, rate, hold back and erase what was said, and who may be woken. */
export function keepingRules(systemOf: () => TestSystem): Record<string, Rule> {
  const conversationOf = async ({ sessionId }: Scene): Promise<string> => {
    const sql = 'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1';
    const [row] = await systemOf().query<{ id: string }>(sql, [sessionId]);
    return row?.id ?? '';
  };
  return {
    ...summaryRules('/chat/sessions/{sessionId}', ({ sessionId }) =>
      Promise.resolve(`/api/v1/chat/sessions/${sessionId}`),
    ),
    ...summaryRules(
      '/api/conversations/{conversationId}',
      async (scene) => `/api/conversations/${await conversationOf(scene)}`,
    ),
    ...retentionRules(systemOf, conversationOf),
    ...pushRules(),
  };
}

/** A session is summed up and rated after its end, and rated once. */
function summaryRules(
  path: string,
  pathOf: (scene: Scene) => Promise<string>,
): Record<string, Rule> {
  const at =
    (what: string, body?: object) =>
    async (scene: Scene): Promise<Call> => ({
      path: (await pathOf(scene)) + what,
      ...(body ? { body } : {}),
    });
  const ended = { state: 'ended' } as const;
  return {
    [`GET ${path}/summary`]: { ...ended, statuses: PARTICIPANTS, call: at('/summary') },
    [`PUT ${path}/summary`]: { ...ended, statuses: WRITER, call: at('/summary', WORDS) },
    [`POST ${path}/rating`]: {
      ...ended,
      changes: true,
      statuses: RATER,
      call: at('/rating', { rating: 5 }),
    },
  };
}

function retentionRules(
  systemOf: () => TestSystem,
  conversationOf: (scene: Scene) => Promise<string>,
): Record<string, Rule> {
  const ONE = '/team/conversations/{conversationId}';
  return {
    [`PUT ${ONE}/hold`]: {
      statuses: TEAM,
      call: async (scene) =>
        to(`/team/conversations/${await conversationOf(scene)}/hold`, { held: false }),
    },
    [`POST ${ONE}/erasure`]: {
      ...{ state: 'ended', changes: true, statuses: TEAM },
      call: async (scene) => to(`/team/conversations/${await conversationOf(scene)}/erasure`, {}),
    },
    'POST /team/people/{userId}/removal': {
      statuses: TEAM,
      call: async ({ client }, caller) => {
        const { id } = caller === 'team' ? await systemOf().addPerson('client') : client;
        return to(`/team/people/${id}/removal`, {});
      },
    },
  };
}

function pushRules(): Record<string, Rule> {
  const subscription = PushService.nowhere();
  const { endpoint } = subscription;
  return {
    'GET /push/key': { statuses: OWN, call: () => to('/push/key') },
    'POST /push/subscriptions': {
      statuses: NOBODY_YET,
      call: () => to('/push/subscriptions', subscription),
    },
    'DELETE /push/subscriptions': {
      statuses: OWN,
      call: () => to('/push/subscriptions', { endpoint }),
    },
    'GET /push/preferences': { statuses: OWN, call: () => to('/push/preferences') },
    'PUT /push/preferences': {
      statuses: OWN,
      call: () => to('/push/preferences', { messages: true, sessions: true }),
    },
  };
}
