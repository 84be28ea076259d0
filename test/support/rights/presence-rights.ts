import { ANY_USER } from './access-rule';
import type { AccessRule } from './access-rule';

/** Every user reports and queries presence; visibility is filtered in the response. */
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
