import { seriesResponse } from '../../../src/api/counseling/counseling-schemas';
import { bookingBody } from '../fixtures/book-session';
import type { TestSystem } from '../harness/test-system';
import { ANY_USER, PARTICIPANTS, TEAM_ONLY, apiCall, oncePerClient } from './access-rule';
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

  /** The series of the session's participants; it may be cancelled again and again. */
  const series = oncePerClient(async ({ client, psychologist }): Promise<string> => {
    const startsIn = daysAhead(60) + DAY / 4;
    const body = { ...bookingBody({ startsIn, psychologist }), weeks: 2 };
    const booked = await systemOf().call('POST', '/api/v1/counselings/book-series', {
      ...{ as: client, body, reply: seriesResponse },
    });
    return booked.body.data.seriesId;
  });

  return {
    'GET /counselings/booking-window': {
      statuses: ANY_USER,
      call: () => apiCall('/counselings/booking-window'),
    },
    'PUT /counselings/series/{seriesId}/cancel': {
      statuses: PARTICIPANTS,
      call: async (fixture) => apiCall(`/counselings/series/${await series(fixture)}/cancel`, {}),
    },
    'POST /team/series/{seriesId}/cancel': {
      statuses: TEAM_ONLY,
      call: async (fixture) =>
        apiCall(`/team/series/${await series(fixture)}/cancel`, { reason: 'ill' }),
    },
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
