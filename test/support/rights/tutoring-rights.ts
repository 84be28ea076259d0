import { ANY_USER, PARTICIPANTS } from './access-rule';
import type { RuleCall, Caller, AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { TutoringFixture } from '../fixtures/tutoring-fixture';

const WRITERS: AccessRule['statuses'] = [401, 201, 403, 201, 403, 403];
const MANAGERS: AccessRule['statuses'] = [401, 403, 403, 200, 403, 403];
const ALL = '/api/conversations';
const ONE = `${ALL}/{conversationId}`;

/** Rules of the participants' direct conversation and of a group. */
export function tutoringRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const about =
    (path: string, body?: object) =>
    async ({ client, psychologist }: AccessFixture): Promise<RuleCall> => {
      const id = await new TutoringFixture(systemOf()).createDirect(psychologist, client);
      return { path: `${ALL}/${id}${path}`, body };
    };
  const inGroup =
    (path: (fixture: AccessFixture) => string, body?: (fixture: AccessFixture) => object) =>
    async (fixture: AccessFixture): Promise<RuleCall> => {
      const { client, psychologist } = fixture;
      const id = await new TutoringFixture(systemOf()).createGroup(psychologist, [client]);
      return { path: `${ALL}/${id}${path(fixture)}`, body: body?.(fixture) };
    };
  const participant = ({ client }: AccessFixture): string => `/participants/${client.id}`;
  return {
    [`GET ${ALL}`]: { statuses: ANY_USER, call: () => ({ path: ALL }) },
    [`POST ${ALL}`]: { statuses: [401, 201, 201, 201, 201, 201], call: newDirect },
    [`GET ${ONE}`]: { statuses: PARTICIPANTS, call: about('') },
    [`PATCH ${ONE}`]: {
      statuses: MANAGERS,
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
      statuses: MANAGERS,
      call: async ({ client, psychologist, team }) => {
        const fixture = new TutoringFixture(systemOf());
        const id = await fixture.createGroup(psychologist, [client]);
        await fixture.agreeToJoin(client, id, [team]);
        return { path: `${ALL}/${id}/participants`, body: { participantIds: [team.id] } };
      },
    },
    [`PUT ${ONE}/consent`]: {
      statuses: [401, 200, 403, 403, 403, 403],
      call: inGroup(
        () => '/consent',
        ({ team }) => ({ participantIds: [team.id], agrees: true }),
      ),
    },
    [`PATCH ${ONE}/participants/{userId}`]: {
      statuses: MANAGERS,
      call: inGroup(participant, () => ({ permissions: ['read'] })),
    },
    [`DELETE ${ONE}/participants/{userId}`]: { statuses: PARTICIPANTS, call: inGroup(participant) },
  };
}

function newDirect({ client, psychologist }: AccessFixture, caller: Caller): RuleCall {
  const other = caller === 'client' || caller === 'otherClient' ? psychologist : client;
  return { path: ALL, body: { type: 'direct', participantIds: [other.id] } };
}
