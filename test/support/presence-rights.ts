import { OWN } from './rights-rule';
import type { Rule } from './rights-rule';

/** Who may say that they are there, and ask who is: everybody; whom they see is another matter. */
export const presenceRules: Record<string, Rule> = {
  'POST /api/presence': {
    statuses: OWN,
    call: () => ({ path: '/api/presence', body: { deviceId: 'page-1' } }),
  },
  'GET /api/presence': {
    statuses: OWN,
    call: ({ client, psychologist }) => ({
      path: `/api/presence?userIds=${client.id},${psychologist.id}`,
    }),
  },
  'GET /api/presence/me': { statuses: OWN, call: () => ({ path: '/api/presence/me' }) },
};
