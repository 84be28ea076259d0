import { z } from 'zod';
import type { Context } from '../../context';
import { getHealthFigures, healthSchema } from '../../sessions/get-health-figures';
import { getTimeline } from '../../sessions/get-timeline';
import { listTeamSessions, teamSessionsSchema } from '../../sessions/list-team-sessions';
import { teamAct, teamCancelSchema } from '../../sessions/team-act';
import { defineRoute } from '../door';
import { checkReadiness } from '../readiness';
import { sessionReply } from '../session-reply';
import { issuedToken } from '../token-reply';
import type { AnyRoute } from '../door';
import { teamHealthReply, teamSessionReply, timelineReply } from './team-replies';

const TEAM = ['team'] as const;
const bySession = z.object({ sessionId: z.string() });
export function teamRoutes(context: Context): AnyRoute[] {
  return [...watchingRoutes(context), ...healthRoutes(context), ...actingRoutes(context)];
}

function watchingRoutes({ sessions, presence, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/sessions',
      summary: "Every session's state; never what was said",
      right: TEAM,
      input: teamSessionsSchema,
      reply: z.array(teamSessionReply),
      message: 'Sessions listed',
      handle: ({ input }) => listTeamSessions({ ...sessions, presence }, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/sessions/:sessionId/timeline',
      summary: 'What was planned for a session and what became of it',
      right: TEAM,
      input: bySession,
      reply: timelineReply,
      message: 'Timeline found',
      handle: ({ input }) => getTimeline(sessions, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/ably-token',
      summary: 'A signed Ably token request for team:sessions',
      right: TEAM,
      input: z.object({}),
      reply: issuedToken.extend({ channelName: z.string() }),
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
      right: TEAM,
      input: healthSchema,
      reply: teamHealthReply,
      message: 'Health told',
      handle: async ({ input }) => {
        const parts = await checkReadiness(context);
        const figures =
          parts.database === 'ok' ? await getHealthFigures(context.sessions, input) : null;
        return { checkedAt: new Date(context.clock.now()).toISOString(), parts, figures };
      },
    }),
  ];
}

function actingRoutes({ sessions }: Context): AnyRoute[] {
  const byHand = (['start', 'end'] as const).map((act) =>
    defineRoute({
      method: 'post',
      path: `/team/sessions/:sessionId/${act}`,
      summary: act === 'start' ? 'Start a session by hand' : 'End a running session by hand',
      right: TEAM,
      input: bySession,
      reply: sessionReply,
      message: act === 'start' ? 'Chat session started' : 'Chat session ended',
      handle: ({ principal, input }) => teamAct(sessions, principal, { ...input, act }),
    }),
  );
  return [
    ...byHand,
    defineRoute({
      method: 'post',
      path: '/team/sessions/:sessionId/cancel',
      summary: 'Cancel a session, running or not, with a reason',
      right: TEAM,
      input: teamCancelSchema.extend(bySession.shape),
      reply: sessionReply,
      message: 'Chat session cancelled',
      handle: ({ principal, input }) => teamAct(sessions, principal, { ...input, act: 'cancel' }),
    }),
  ];
}
