import { ANY_USER } from './access-rule';
import type { AccessRule, AccessFixture } from './access-rule';
import type { TestSystem } from '../harness/test-system';
import { createDirectMessage } from '../fixtures/care-pair';

/** Rules of the participants' direct chat. */
export function directRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  const at = (path: string) => ({ path: `/api/chats${path}` });

  async function createMessage({ client, psychologist }: AccessFixture): Promise<string> {
    const message = { from: client, to: psychologist, text: 'Halo' };
    return (await createDirectMessage(systemOf(), message)).id;
  }

  return {
    'GET /api/chats': { statuses: ANY_USER, call: () => at('') },
    'GET /api/chats/unread': { statuses: ANY_USER, call: () => at('/unread') },
    'GET /api/chats/history/{user_id}': {
      statuses: ANY_USER,
      call: ({ team }) => at(`/history/${team.id}`),
    },
    'PATCH /api/chats/{message_id}/read': {
      statuses: [401, 200, 404, 200, 404, 404],
      call: async (fixture) => at(`/${await createMessage(fixture)}/read`),
    },
  };
}
