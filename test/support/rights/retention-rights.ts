import { erasureResponse } from '../../../src/api/team/erasure-schemas';
import { PushService } from '../servers/push-service';
import { ANY_USER, PARTICIPANTS, TEAM_ONLY, apiCall } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';

const REASON = { reason: 'Asked in writing' };
const SUMMARY = { keyTopics: ['tidur'], actionItems: [], sessionNotes: 'Malam' };
const WRITER: AccessRule['statuses'] = [401, 403, 403, 200, 403, 403];
const RATER: AccessRule['statuses'] = [401, 201, 403, 403, 403, 403];
const CREATED_BY_ANY_USER: AccessRule['statuses'] = [401, 201, 201, 201, 201, 201];

/** Rules of summaries, ratings, retention holds, erasure and pushes. */
export function retentionAndPushRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const conversationOf = async ({ sessionId }: AccessFixture): Promise<string> => {
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
      async (fixture) => `/api/conversations/${await conversationOf(fixture)}`,
    ),
    ...retentionRules(systemOf, conversationOf),
    ...pushRules(),
  };
}

/** Summaries and ratings exist after the end; a session is rated once. */
function summaryRules(
  path: string,
  pathOf: (fixture: AccessFixture) => Promise<string>,
): Record<string, AccessRule> {
  const at =
    (suffix: string, body?: object) =>
    async (fixture: AccessFixture): Promise<RuleCall> => ({
      path: (await pathOf(fixture)) + suffix,
      body,
    });
  const ended = { state: 'ended' } as const;
  return {
    [`GET ${path}/summary`]: { ...ended, statuses: PARTICIPANTS, call: at('/summary') },
    [`PUT ${path}/summary`]: { ...ended, statuses: WRITER, call: at('/summary', SUMMARY) },
    [`POST ${path}/rating`]: {
      ...ended,
      mutates: true,
      statuses: RATER,
      call: at('/rating', { rating: 5 }),
    },
  };
}

function retentionRules(
  systemOf: () => TestSystem,
  conversationOf: (fixture: AccessFixture) => Promise<string>,
): Record<string, AccessRule> {
  const ONE = '/team/conversations/{conversationId}';
  /** A request of another team member. */
  const requested =
    (suffix: string, method = 'POST') =>
    async (): Promise<RuleCall> => {
      const system = systemOf();
      const { id } = await system.addUser('client');
      const call = { as: await system.addUser('team'), body: REASON, reply: erasureResponse };
      const path = `/api/v1/team/people/${id}/removal`;
      const { body } = await system.call('POST', path, call);
      const erasure = `/team/erasures/${body.data.id}${suffix}`;
      return method === 'GET' ? apiCall(erasure) : apiCall(erasure, {});
    };
  return {
    [`PUT ${ONE}/hold`]: {
      statuses: TEAM_ONLY,
      call: async (fixture) =>
        apiCall(`/team/conversations/${await conversationOf(fixture)}/hold`, { held: false }),
    },
    [`POST ${ONE}/erasure`]: {
      ...{ state: 'ended', mutates: true, statuses: TEAM_ONLY },
      call: async (fixture) =>
        apiCall(`/team/conversations/${await conversationOf(fixture)}/erasure`, REASON),
    },
    'POST /team/sessions/{sessionId}/erasure': {
      ...{ state: 'ended', mutates: true, statuses: TEAM_ONLY },
      call: ({ sessionId }) => apiCall(`/team/sessions/${sessionId}/erasure`, REASON),
    },
    'GET /team/erasures': { statuses: TEAM_ONLY, call: () => apiCall('/team/erasures') },
    'POST /team/erasures/{erasureId}/approval': {
      statuses: TEAM_ONLY,
      call: requested('/approval'),
    },
    'POST /team/erasures/{erasureId}/undo': { statuses: TEAM_ONLY, call: requested('/undo') },
    'GET /team/erasures/{erasureId}/certificate': {
      // Nothing was executed yet.
      statuses: [401, 403, 403, 403, 403, 409],
      call: requested('/certificate', 'GET'),
    },
    'GET /team/audit': { statuses: TEAM_ONLY, call: () => apiCall('/team/audit') },
    'POST /team/people/{userId}/sign-out': {
      statuses: TEAM_ONLY,
      call: async () => {
        const { id } = await systemOf().addUser('client');
        return apiCall(`/team/people/${id}/sign-out`, { reason: 'Lost phone' });
      },
    },
    'PUT /team/people/{userId}/block': {
      statuses: TEAM_ONLY,
      call: async () => {
        const { id } = await systemOf().addUser('client');
        return apiCall(`/team/people/${id}/block`, { blocked: true, reason: 'Threats' });
      },
    },
    'POST /team/people/{userId}/removal': {
      statuses: TEAM_ONLY,
      call: async ({ client }, caller) => {
        const { id } = caller === 'team' ? await systemOf().addUser('client') : client;
        return apiCall(`/team/people/${id}/removal`, REASON);
      },
    },
  };
}

function pushRules(): Record<string, AccessRule> {
  const subscription = PushService.unreachableSubscription();
  const { endpoint } = subscription;
  return {
    'GET /push/key': { statuses: ANY_USER, call: () => apiCall('/push/key') },
    'POST /push/subscriptions': {
      statuses: CREATED_BY_ANY_USER,
      call: () => apiCall('/push/subscriptions', subscription),
    },
    'DELETE /push/subscriptions': {
      statuses: ANY_USER,
      call: () => apiCall('/push/subscriptions', { endpoint }),
    },
    'GET /push/preferences': { statuses: ANY_USER, call: () => apiCall('/push/preferences') },
    'PUT /push/preferences': {
      statuses: ANY_USER,
      call: () => apiCall('/push/preferences', { messages: true, sessions: true }),
    },
  };
}
