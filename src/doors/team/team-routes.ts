import { z } from 'zod';
import type { Context } from '../../context';
import { getTimeline } from '../../sessions/get-timeline';
import { listTeamSessions, teamSessionsSchema } from '../../sessions/list-team-sessions';
import { teamAct, teamCancelSchema } from '../../sessions/team-act';
import { defineRoute } from '../door';
import { instant, sessionReply } from '../session-reply';
import { issuedToken } from '../token-reply';
import type { AnyRoute } from '../door';
import { SESSION_STATUSES, STEPS, STEP_OUTCOMES } from '../../words';

const TEAM = ['team'] as const;
const bySession = z.object({ sessionId: z.string() });
const person = z.object({ id: z.string(), fullName: z.string() });

const teamSession = z.object({
  sessionId: z.string(),
  counselingId: z.string(),
  status: z.enum(SESSION_STATUSES),
  client: person,
  psychologist: person,
  startsAt: instant,
  endsAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  noShow: z.string().nullable(),
  messageCount: z.number(),
  lastMessageAt: instant.nullable(),
  troubledSteps: z.number(),
});

const timeline = z.object({
  session: sessionReply,
  steps: z.array(
    z.object({
      step: z.enum(STEPS),
      generation: z.number(),
      plannedAt: instant,
      doneAt: instant.nullable(),
      state: z.enum(['planned', ...STEP_OUTCOMES]),
      reason: z.string().nullable(),
      lateMs: z.number().nullable(),
      doneBy: z
        .object({
          role: z.enum(['system', 'team']),
          id: z.string().optional(),
          fullName: z.string().optional(),
        })
        .nullable(),
      failedAttempts: z.number(),
      lastError: z.string().nullable(),
    }),
  ),
  acts: z.array(z.object({ action: z.string(), at: instant, by: person })),
});

export function teamRoutes(context: Context): AnyRoute[] {
  return [...watchingRoutes(context), ...actingRoutes(context)];
}

function watchingRoutes({ sessions, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/sessions',
      summary: "Every session's state; never what was said",
      right: TEAM,
      input: teamSessionsSchema,
      reply: z.array(teamSession),
      message: 'Sessions listed',
      handle: ({ input }) => listTeamSessions(sessions, input),
    }),
    defineRoute({
      method: 'get',
      path: '/team/sessions/:sessionId/timeline',
      summary: 'What was planned for a session and what became of it',
      right: TEAM,
      input: bySession,
      reply: timeline,
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
