import { createdFeedResponse } from '../../../src/api/counseling/calendar-feed-routes';
import type { TestSystem } from '../harness/test-system';
import { PARTICIPANTS, apiCall } from './access-rule';
import type { AccessRule } from './access-rule';

const OWNERS: AccessRule['statuses'] = [401, 200, 200, 200, 200, 403];

/** Rules of calendar files and private calendar addresses. */
export function calendarRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  return {
    'GET /counselings/{id}/calendar.ics': {
      statuses: PARTICIPANTS,
      call: ({ counselingId }) => apiCall(`/counselings/${counselingId}/calendar.ics`),
    },
    'GET /calendar-feed': { statuses: OWNERS, call: () => apiCall('/calendar-feed') },
    'POST /calendar-feed': {
      statuses: [401, 201, 201, 201, 201, 403],
      call: () => apiCall('/calendar-feed', {}),
    },
    'DELETE /calendar-feed': { statuses: OWNERS, call: () => apiCall('/calendar-feed') },
    'GET /calendar/{secret}.ics': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: async ({ client }) => {
        const call = { as: client, body: {}, reply: createdFeedResponse };
        const feed = await systemOf().call('POST', '/api/v1/calendar-feed', call);
        return { path: new URL(feed.body.data.url).pathname };
      },
    },
  };
}
