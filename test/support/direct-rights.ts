import { OWN } from './rights-rule';
import type { Rule, Scene } from './rights-rule';
import type { TestSystem } from './system';
import { writeTo } from './talk';

/** Who may do what with the chat of the scene's two people. */
export function directRules(systemOf: () => TestSystem): Record<string, Rule> {
  const at = (path: string) => ({ path: `/api/chats${path}` });

  async function messageIn({ client, psychologist }: Scene): Promise<string> {
    return (await writeTo(systemOf(), { from: client, to: psychologist, text: 'Halo' })).id;
  }

  return {
    'GET /api/chats': { statuses: OWN, call: () => at('') },
    'GET /api/chats/unread': { statuses: OWN, call: () => at('/unread') },
    'GET /api/chats/history/{user_id}': {
      statuses: OWN,
      call: ({ team }) => at(`/history/${team.id}`),
    },
    'PATCH /api/chats/{message_id}/read': {
      statuses: [401, 200, 404, 200, 404, 404],
      call: async (scene) => at(`/${await messageIn(scene)}/read`),
    },
  };
}
