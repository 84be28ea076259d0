import { ANY_USER } from './access-rule';
import type { AccessRule } from './access-rule';

/** Who may say that they are there, and ask who is: everybody; whom they see is another matter. */
export const presenceRules: Record<string, AccessRule> = {
  'POST /api/presence': {
    statuses: ANY_USER,
    call: () => ({ path: '/api/presence', body: { deviceId: 'page-1' } }),
  },
  'GET /api/presence': {
    statuses: ANY_USER,
    call: ({ client, psychologist }) => ({
      path: `/api/presence?userIds=${client.id},${psychologist.id}`,
    }),
  },
  'GET /api/presence/me': { statuses: ANY_USER, call: () => ({ path: '/api/presence/me' }) },
};
