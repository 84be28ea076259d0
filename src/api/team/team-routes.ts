import { z } from 'zod';
import type { Context } from '../../context';
import { getHealthMetrics, healthSchema } from '../../sessions/monitoring/get-health-metrics';
import { getTimeline } from '../../sessions/monitoring/get-timeline';
import { listTeamSessions, teamSessionsSchema } from '../../sessions/monitoring/list-team-sessions';
import { controlSession, teamCancelSchema } from '../../sessions/monitoring/control-session';
import { defineRoute } from '../http/route';
import { checkReadiness } from '../system/readiness';
import { sessionResponse } from '../shared/session-schema';
import { issuedTokenSchema } from '../shared/ably-token-schema';
import type { AnyRoute } from '../http/route';
import { teamHealthResponse, teamSessionResponse, timelineResponse } from './team-schemas';

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
      summary: "Every session's state; never what was said",
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
      summary: 'What was planned for a session and what became of it',
      access: TEAM,
      input: bySession,
      response: timelineResponse,
      message: 'Timeline found',
      handle: ({ principal, input }) => getTimeline(sessions, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/ably-token',
      summary: 'A signed Ably token request for team:sessions',
      access: TEAM,
      input: z.object({}),
      response: issuedTokenSchema.extend({ channelName: z.string() }),
      message: 'Token issued',
      handle: ({ principal }) => tokens.issueForTeam(principal.id),
    }),
  ];
}

/** Figures come from the database: without it, the parts are told of and the figures left out. */
function healthRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/health',
      summary: 'How the parts do, how punctual steps are, and what waits',
      access: TEAM,
      input: healthSchema,
      response: teamHealthResponse,
      message: 'Health told',
      handle: async ({ principal, input }) => {
        const parts = await checkReadiness(context);
        const figures =
          parts.database === 'ok'
            ? await getHealthMetrics(context.sessions, principal, input)
            : null;
        return { checkedAt: new Date(context.clock.now()).toISOString(), parts, figures };
      },
    }),
  ];
}

function actionRoutes({ sessions }: Context): AnyRoute[] {
  const byHand = (['start', 'end'] as const).map((act) =>
    defineRoute({
      method: 'post',
      path: `/team/sessions/:sessionId/${act}`,
      summary: act === 'start' ? 'Start a session by hand' : 'End a running session by hand',
      access: TEAM,
      input: bySession,
      response: sessionResponse,
      message: act === 'start' ? 'Chat session started' : 'Chat session ended',
      handle: ({ principal, input }) =>
        controlSession(sessions, principal, { ...input, action: act }),
    }),
  );
  return [
    ...byHand,
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
  ];
}
