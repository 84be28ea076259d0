import { OWN, PARTICIPANTS } from './rights-rule';
import type { Call, Caller, Rule, Scene } from './rights-rule';
import type { TestSystem } from './system';
import { TutoringScene } from './tutoring-scene';

const WRITERS: Rule['statuses'] = [401, 201, 403, 201, 403, 403];
const DECIDERS: Rule['statuses'] = [401, 403, 403, 200, 403, 403];
const ALL = '/api/conversations';
const ONE = `${ALL}/{conversationId}`;

/** Who may do what with a conversation of the scene's two people, and with a group of theirs. */
export function tutoringRules(systemOf: () => TestSystem): Record<string, Rule> {
  const about =
    (path: string, body?: object) =>
    async ({ client, psychologist }: Scene): Promise<Call> => {
      const id = await new TutoringScene(systemOf()).direct(psychologist, client);
      return { path: `${ALL}/${id}${path}`, ...(body ? { body } : {}) };
    };
  const inGroup =
    (path: (scene: Scene) => string, body?: (scene: Scene) => object) =>
    async (scene: Scene): Promise<Call> => {
      const { client, psychologist } = scene;
      const id = await new TutoringScene(systemOf()).group(psychologist, [client]);
      return { path: `${ALL}/${id}${path(scene)}`, ...(body ? { body: body(scene) } : {}) };
    };
  const person = ({ client }: Scene): string => `/participants/${client.id}`;
  return {
    [`GET ${ALL}`]: { statuses: OWN, call: () => ({ path: ALL }) },
    [`POST ${ALL}`]: { statuses: [401, 201, 201, 201, 201, 201], call: newDirect },
    [`GET ${ONE}`]: { statuses: PARTICIPANTS, call: about('') },
    [`PATCH ${ONE}`]: {
      statuses: DECIDERS,
      call: inGroup(
        () => '',
        () => ({ title: 'Bab' }),
      ),
    },
    [`POST ${ONE}/archive`]: { statuses: PARTICIPANTS, call: about('/archive') },
    [`POST ${ONE}/unarchive`]: { statuses: PARTICIPANTS, call: about('/unarchive') },
    [`GET ${ONE}/messages`]: { statuses: PARTICIPANTS, call: about('/messages') },
    [`POST ${ONE}/messages`]: {
      statuses: WRITERS,
      call: about('/messages', { content: { text: 'Halo' } }),
    },
    [`POST ${ONE}/participants`]: {
      statuses: DECIDERS,
      call: inGroup(
        () => '/participants',
        ({ team }) => ({ participantIds: [team.id] }),
      ),
    },
    [`PATCH ${ONE}/participants/{userId}`]: {
      statuses: DECIDERS,
      call: inGroup(person, () => ({ permissions: ['read'] })),
    },
    [`DELETE ${ONE}/participants/{userId}`]: { statuses: PARTICIPANTS, call: inGroup(person) },
  };
}

function newDirect({ client, psychologist }: Scene, caller: Caller): Call {
  const other = caller === 'client' || caller === 'otherClient' ? psychologist : client;
  return { path: ALL, body: { type: 'direct', participantIds: [other.id] } };
}
