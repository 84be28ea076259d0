import { ANY_USER, PARTICIPANTS, TEAM_ONLY, apiCall, oncePerClient } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';

const CARE: AccessRule['statuses'] = [401, 200, 200, 200, 200, 403];
const WRITERS: AccessRule['statuses'] = [401, 201, 403, 201, 403, 403];

/** Rules of the care conversation, of conversations in the web app and of assignments. */
export function conversationRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const conversationIdOf = oncePerClient(async ({ client, psychologist }) => {
    await assignPair(systemOf(), { client, psychologist });
    const first = { client, from: client, text: 'Halo' };
    return (await createCareMessage(systemOf(), first)).conversationId;
  });
  const about =
    (path: string, body?: object) =>
    async (fixture: AccessFixture): Promise<RuleCall> =>
      apiCall(path.replace('ID', await conversationIdOf(fixture)), body);

  const care = { path: '/chat/conversations/ID', route: '/chat/conversations/{conversation_id}' };
  const web = { path: '/conversations/ID', route: '/conversations/{conversationId}' };
  const participants = { statuses: PARTICIPANTS };
  return {
    'GET /chat/conversations': { statuses: CARE, call: () => apiCall('/chat/conversations') },
    [`GET ${care.route}`]: { ...participants, call: about(care.path) },
    [`GET ${care.route}/messages`]: { ...participants, call: about(`${care.path}/messages`) },
    [`GET ${care.route}/search`]: {
      ...participants,
      call: about(`${care.path}/search?q=halo`),
    },
    [`GET ${care.route}/unread-count`]: {
      ...participants,
      call: about(`${care.path}/unread-count`),
    },
    [`POST ${care.route}/mark-read`]: {
      ...participants,
      call: about(`${care.path}/mark-read`, {}),
    },
    [`POST ${care.route}/typing`]: {
      ...participants,
      call: about(`${care.path}/typing`, { is_typing: true }),
    },
    'GET /people': { statuses: ANY_USER, call: () => apiCall('/people') },
    'GET /conversations': { statuses: ANY_USER, call: () => apiCall('/conversations') },
    'POST /conversations': {
      statuses: [401, 201, 201, 201, 201, 201],
      call: async (fixture, caller) => {
        const other = caller === 'psychologist' ? fixture.client : fixture.psychologist;
        return {
          ...(await about('/conversations')(fixture)),
          body: { toId: other.id, message: 'x' },
        };
      },
    },
    [`GET ${web.route}`]: { ...participants, call: about(web.path) },
    [`GET ${web.route}/messages`]: { ...participants, call: about(`${web.path}/messages`) },
    [`GET ${web.route}/changes`]: {
      ...participants,
      call: about(`${web.path}/changes?after=0`),
    },
    [`POST ${web.route}/messages`]: {
      statuses: WRITERS,
      call: about(`${web.path}/messages`, { message: 'Halo' }),
    },
    [`POST ${web.route}/typing`]: {
      ...participants,
      call: about(`${web.path}/typing`, { isTyping: true }),
    },
    [`PUT ${web.route}/read`]: { ...participants, call: about(`${web.path}/read`, {}) },
    [`GET ${web.route}/ably-token`]: {
      ...participants,
      call: about(`${web.path}/ably-token`),
    },
    'GET /assignments': { statuses: ANY_USER, call: () => apiCall('/assignments') },
    'PUT /team/assignments/{clientId}': {
      statuses: TEAM_ONLY,
      call: ({ client, psychologist }) =>
        apiCall(`/team/assignments/${client.id}`, { psychologistId: psychologist.id }),
    },
    'DELETE /team/assignments/{clientId}': {
      statuses: TEAM_ONLY,
      mutates: true,
      call: async (fixture) => {
        await about('')(fixture);
        return apiCall(`/team/assignments/${fixture.client.id}`);
      },
    },
    'POST /auth/ticket': {
      statuses: [401, 201, 201, 201, 201, 201],
      call: () => apiCall('/auth/ticket', {}),
    },
  };
}
