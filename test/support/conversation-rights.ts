import { OWN, PARTICIPANTS, TEAM, to } from './rights-rule';
import type { Call, Rule, Scene } from './rights-rule';
import type { TestSystem } from './system';
import { assign, writeInCare } from './talk';

const CARE: Rule['statuses'] = [401, 200, 200, 200, 200, 403];
const WRITERS: Rule['statuses'] = [401, 201, 403, 201, 403, 403];

/** Who may do what with the care conversation of the scene's two people, and with assignments. */
export function conversationRules(systemOf: () => TestSystem): Record<string, Rule> {
  const known = new Map<string, Promise<string>>();

  async function begin({ client, psychologist }: Scene): Promise<string> {
    await assign(systemOf(), { client, psychologist });
    const first = { client, from: client, text: 'Halo' };
    return (await writeInCare(systemOf(), first)).conversationId;
  }

  /** A call about the care conversation, which is made when it is first needed. */
  const about =
    (path: string, body?: object) =>
    async (scene: Scene): Promise<Call> => {
      const made = known.get(scene.client.id) ?? begin(scene);
      known.set(scene.client.id, made);
      return to(path.replace('ID', await made), body);
    };

  const inCare = { path: '/chat/conversations/ID', shown: '/chat/conversations/{conversation_id}' };
  const inOurs = { path: '/conversations/ID', shown: '/conversations/{conversationId}' };
  const participants = { statuses: PARTICIPANTS };
  return {
    'GET /chat/conversations': { statuses: CARE, call: () => to('/chat/conversations') },
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
    'GET /people': { statuses: OWN, call: () => to('/people') },
    'GET /conversations': { statuses: OWN, call: () => to('/conversations') },
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
    'GET /assignments': { statuses: OWN, call: () => to('/assignments') },
    'PUT /team/assignments/{clientId}': {
      statuses: TEAM,
      call: ({ client, psychologist }) =>
        to(`/team/assignments/${client.id}`, { psychologistId: psychologist.id }),
    },
    'DELETE /team/assignments/{clientId}': {
      statuses: TEAM,
      changes: true,
      call: async (scene) => {
        await about('')(scene);
        return to(`/team/assignments/${scene.client.id}`);
      },
    },
    'POST /auth/ticket': {
      statuses: [401, 201, 201, 201, 201, 201],
      call: () => to('/auth/ticket', {}),
    },
  };
}
