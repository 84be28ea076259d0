import { bookingBody } from '../fixtures/book-session';
import type { TestSystem } from '../harness/test-system';
import { TEAM_ONLY, apiCall } from './access-rule';
import type { AccessFixture, AccessRule, RuleCall } from './access-rule';

const DAY = 24 * 3_600_000;
const PSYCHOLOGISTS: AccessRule['statuses'] = [401, 403, 403, 200, 200, 403];

/** Rules of series, of the hours of dates and of buffers. */
export function bookingRules(systemOf: () => TestSystem): Record<string, AccessRule> {
  /** Each call has times of its own. */
  let days = 0;
  const daysAhead = (from: number): number => (from + (days += 1)) * DAY;
  /** Beyond all bookings. */
  const farDate = (): string => new Date(Date.now() + daysAhead(400)).toISOString().slice(0, 10);
  const dateOfPsychologist = async ({ psychologist }: AccessFixture): Promise<RuleCall> => {
    const call = apiCall(`/psychologists/me/dates/${farDate()}`, { hours: [] });
    await systemOf().call('PUT', call.path, { as: psychologist, body: call.body });
    return { path: call.path };
  };

  return {
    'POST /counselings/book-series': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => {
        const startsIn = daysAhead(20) + DAY / 2;
        return apiCall('/counselings/book-series', { ...bookingBody({ startsIn }), weeks: 2 });
      },
    },
    'GET /team/zone-corrections': {
      statuses: TEAM_ONLY,
      call: () => apiCall('/team/zone-corrections'),
    },
    'PUT /psychologists/me/buffer': {
      statuses: PSYCHOLOGISTS,
      call: () => apiCall('/psychologists/me/buffer', { minutes: 0 }),
    },
    'PUT /psychologists/me/dates/{date}': {
      statuses: PSYCHOLOGISTS,
      call: () => apiCall(`/psychologists/me/dates/${farDate()}`, { hours: [] }),
    },
    'DELETE /psychologists/me/dates/{date}': {
      statuses: [401, 403, 403, 200, 404, 403],
      call: dateOfPsychologist,
    },
  };
}
