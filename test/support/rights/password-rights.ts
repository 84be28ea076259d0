import { apiCall } from './access-rule';
import type { AccessRule } from './access-rule';

/** Any caller: only the secret of a link counts. */
const GUESSED: AccessRule['statuses'] = [410, 410, 410, 410, 410, 410];

/** Rules of the routes of one-time links, and of what the sign-in page shows. */
export const passwordRules: Record<string, AccessRule> = {
  'GET /auth/options': {
    statuses: [200, 200, 200, 200, 200, 200],
    call: () => apiCall('/auth/options'),
  },
  'POST /auth/password-link': {
    statuses: GUESSED,
    call: () => apiCall('/auth/password-link', { secret: 'a guess' }),
  },
  'PUT /auth/password': {
    statuses: GUESSED,
    call: () => apiCall('/auth/password', { secret: 'a guess', password: 'kuda laut biru tua' }),
  },
};
