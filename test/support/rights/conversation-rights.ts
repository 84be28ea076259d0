import { ANY_USER, PARTICIPANTS, TEAM_ONLY, apiCall } from './access-rule';
import type { RuleCall, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';

const CARE: AccessRule['statuses'] = [401, 200, 200, 200, 200, 403];
const WRITERS: AccessRule['statuses'] = [401, 201, 403, 201, 403, 403];

/** Who may do what with the care conversation of the scene's two people, and with assignments. */
export function conversationRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const known = new Map<string, Promise<string>>();

  async function begin({ client, psychologist }: AccessFixture): Promise<string> {
    await assignPair(systemOf(), { client, psychologist });
    const first = { client, from: client, text: 'Halo' };
    return (await createCareMessage(systemOf(), first)).conversationId;
  }

  /** A call about the care conversation, which is made when it is first needed. */
  const about =
    (path: string, body?: object) =>
    async (scene: AccessFixture): Promise<RuleCall> => {
      const made = known.get(scene.client.id) ?? begin(scene);
      known.set(scene.client.id, made);
      return apiCall(path.replace('ID', await made), body);
    };

  const inCare = { path: '/chat/conversations/ID', shown: '/chat/conversations/{conversation_id}' };
  const inOurs = { path: '/conversations/ID', shown: '/conversations/{conversationId}' };
  const participants = { statuses: PARTICIPANTS };
  return {
    'GET /chat/conversations': { statuses: CARE, call: () => apiCall('/chat/conversations') },
    [`GET ${inCare.shown}`]: { ...participants, call: about(inCare.path) },
    [`GET ${inCare.shown}/messages`]: { ...participants, call: about(`${inCare.path}/messages`) },
    [`GET ${inCare.shown}/search`]: {
      ...participants,
      call: about(`${inCare.path}/search?q=halo`),
    },
    [`GET ${inCare.shown}/unread-count`]: {
      ...participants,
      call: about(`${inCare.path}/unread-count`),
    },
    [`POST ${inCare.shown}/mark-read`]: {
      ...participants,
      call: about(`${inCare.path}/mark-read`, {}),
    },
    [`POST ${inCare.shown}/typing`]: {
      ...participants,
      call: about(`${inCare.path}/typing`, { is_typing: true }),
    },
    'GET /people': { statuses: ANY_USER, call: () => apiCall('/people') },
    'GET /conversations': { statuses: ANY_USER, call: () => apiCall('/conversations') },
    'POST /conversations': {
      statuses: [401, 201, 201, 201, 201, 201],
      call: async (scene, caller) => {
        const other = caller === 'psychologist' ? scene.client : scene.psychologist;
        return {
          ...(await about('/conversations')(scene)),
          body: { toId: other.id, message: 'x' },
        };
      },
    },
    [`GET ${inOurs.shown}`]: { ...participants, call: about(inOurs.path) },
    [`GET ${inOurs.shown}/messages`]: { ...participants, call: about(`${inOurs.path}/messages`) },
    [`GET ${inOurs.shown}/changes`]: {
      ...participants,
      call: about(`${inOurs.path}/changes?after=0`),
    },
    [`POST ${inOurs.shown}/messages`]: {
      statuses: WRITERS,
      call: about(`${inOurs.path}/messages`, { message: 'Halo' }),
    },
    [`POST ${inOurs.shown}/typing`]: {
      ...participants,
      call: about(`${inOurs.path}/typing`, { isTyping: true }),
    },
    [`PUT ${inOurs.shown}/read`]: { ...participants, call: about(`${inOurs.path}/read`, {}) },
    [`GET ${inOurs.shown}/ably-token`]: {
      ...participants,
      call: about(`${inOurs.path}/ably-token`),
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
      call: async (scene) => {
        await about('')(scene);
        return apiCall(`/team/assignments/${scene.client.id}`);
      },
    },
    'POST /auth/ticket': {
      statuses: [401, 201, 201, 201, 201, 201],
      call: () => apiCall('/auth/ticket', {}),
    },
  };
}
