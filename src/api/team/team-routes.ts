import { z } from 'zod';
import type { Context } from '../../context';
import { listZoneCorrections } from '../../sessions/booking/list-zone-corrections';
import { getHealthMetrics, healthSchema } from '../../sessions/monitoring/get-health-metrics';
import { getTimeline } from '../../sessions/monitoring/get-timeline';
import { listTeamSessions, teamSessionsSchema } from '../../sessions/monitoring/list-team-sessions';
import { cancelSeriesForTeam } from '../../sessions/monitoring/cancel-series-for-team';
import { controlSession, teamCancelSchema } from '../../sessions/monitoring/control-session';
import { defineRoute } from '../http/route';
import { cancelledSeriesResponse } from '../shared/series-schema';
import { sessionResponse } from '../shared/session-schema';
import { issuedTokenSchema } from '../shared/ably-token-schema';
import type { AnyRoute } from '../http/route';
import {
  teamHealthResponse,
  teamSessionResponse,
  timelineResponse,
  zoneCorrectionResponse,
} from './team-schemas';

const TEAM = ['team'] as const;
const bySession = z.object({ sessionId: z.string() });

export function teamRoutes(context: Context): AnyRoute[] {
  return [...monitoringRoutes(context), ...healthRoutes(context), ...actionRoutes(context)];
}

function monitoringRoutes({ sessions, presence, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/sessions',
      summary: 'List all sessions with their state; no message content',
      access: TEAM,
      input: teamSessionsSchema,
      response: z.array(teamSessionResponse),
      message: 'Sessions listed',
      handle: ({ principal, input }) =>
        listTeamSessions({ ...sessions, presence }, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/sessions/:sessionId/timeline',
      summary: 'Get the timeline of a session: planned steps and their outcomes',
      access: TEAM,
      input: bySession,
      response: timelineResponse,
      message: 'Timeline found',
      handle: ({ principal, input }) => getTimeline(sessions, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/ably-token',
      summary: 'Issue a signed Ably token request for `team:sessions`',
      access: TEAM,
      input: z.object({}),
      response: issuedTokenSchema.extend({ channelName: z.string() }),
      message: 'Token issued',
      handle: ({ principal }) => tokens.issueForTeam(principal.id),
    }),
  ];
}

/** Statistics come from the database: without it, only the state of the components is reported. */
function healthRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/health',
      summary: 'Get the health of the system: components, lateness of steps, queue depth',
      access: TEAM,
      input: healthSchema,
      response: teamHealthResponse,
      message: 'Health checked',
      handle: async ({ principal, input }) => {
        const {
          checks,
          isDatabaseUp,
          hasTeam: _,
          masterKeys: _keys,
          ...facts
        } = await context.health.check();
        const metrics = isDatabaseUp
          ? await getHealthMetrics(context.sessions, principal, input)
          : null;
        const checkedAt = new Date(context.clock.now()).toISOString();
        return { checkedAt, parts: checks, ...facts, figures: metrics };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/team/zone-corrections',
      summary: 'List open bookings affected by new time zone rules; the booked local time stays',
      access: TEAM,
      input: z.object({}),
      response: z.array(zoneCorrectionResponse),
      message: 'Zone corrections listed',
      handle: ({ principal }) => listZoneCorrections(context.sessions, principal),
    }),
  ];
}

function actionRoutes({ sessions }: Context): AnyRoute[] {
  const manualSteps = (['start', 'end'] as const).map((action) =>
    defineRoute({
      method: 'post',
      path: `/team/sessions/:sessionId/${action}`,
      summary: action === 'start' ? 'Start a session manually' : 'End a running session manually',
      access: TEAM,
      input: bySession,
      response: sessionResponse,
      message: action === 'start' ? 'Chat session started' : 'Chat session ended',
      handle: ({ principal, input }) => controlSession(sessions, principal, { ...input, action }),
    }),
  );
  return [
    ...manualSteps,
    defineRoute({
      method: 'post',
      path: '/team/sessions/:sessionId/cancel',
      summary: 'Cancel a session, running or not, with a reason',
      access: TEAM,
      input: teamCancelSchema.extend(bySession.shape),
      response: sessionResponse,
      message: 'Chat session cancelled',
      handle: ({ principal, input }) =>
        controlSession(sessions, principal, { ...input, action: 'cancel' }),
    }),
    defineRoute({
      method: 'post',
      path: '/team/series/:seriesId/cancel',
      summary:
        'Cancel the sessions of a weekly series that have not started, with a reason; the result names those that stay',
      access: TEAM,
      input: teamCancelSchema.extend({ seriesId: z.string() }),
      response: cancelledSeriesResponse,
      message: 'Series cancelled',
      handle: ({ principal, input }) => cancelSeriesForTeam(sessions, principal, input),
    }),
  ];
}
