import { z } from 'zod';
import type { Context } from '../../context';
import { getSummary } from '../../chat/summaries/get-summary';
import { rateSession, ratingSchema } from '../../chat/summaries/rate-session';
import { summaryNotesSchema } from '../../chat/summaries/summary-notes';
import type { SummaryTarget } from '../../chat/summaries/summary-target';
import { writeSummary } from '../../chat/summaries/write-summary';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { instant } from './instant';

const participantResponse = z.object({
  userId: z.string(),
  joinedAt: instant.nullable(),
  leftAt: instant.nullable(),
  messageCount: z.int(),
  filesShared: z.int(),
});

export const summaryResponse = z.object({
  conversationId: z.string(),
  consultationId: z.string().nullable(),
  sessionType: z.enum(['consultation', 'general']),
  startTime: instant,
  endTime: instant.nullable(),
  duration: z.number(),
  participants: z.array(participantResponse),
  summary: z.object({
    totalMessages: z.int(),
    filesShared: z.int(),
    keyTopics: z.array(z.string()),
    actionItems: z.array(z.string()),
    sessionNotes: z.string(),
  }),
  analytics: z.object({
    responseTime: z.number().nullable(),
    engagement: z.number().nullable(),
    satisfaction: z.int().nullable(),
  }),
  createdAt: instant,
  updatedAt: instant,
});

/** Summaries by session id, below the versioned prefix. */
export function sessionSummaryRoutes(context: Context): AnyRoute[] {
  return summaryRoutes({ ...context, path: '/chat/sessions/:sessionId', id: 'sessionId' });
}

/** Summaries by conversation id, sessions included, as in the tutoring contract. */
export function conversationSummaryRoutes(context: Context): AnyRoute[] {
  return summaryRoutes({
    ...context,
    path: '/conversations/:conversationId',
    id: 'conversationId',
  });
}

interface SummaryRouteDeps extends Pick<Context, 'chat'> {
  path: string;
  /** The path parameter. */
  id: 'sessionId' | 'conversationId';
}

function summaryRoutes(deps: SummaryRouteDeps): AnyRoute[] {
  return [getRoute(deps), writeRoute(deps), ratingRoute(deps)];
}

/** An input schema of the path parameter and the given fields. */
function targetSchema<Shape extends z.ZodRawShape>(
  { id }: SummaryRouteDeps,
  shape: Shape,
): z.ZodType<SummaryTarget & z.infer<z.ZodObject<Shape>>> {
  const schema: z.ZodType = z.object({ ...shape, [id]: z.string() });
  return schema as z.ZodType<SummaryTarget & z.infer<z.ZodObject<Shape>>>;
}

function getRoute(deps: SummaryRouteDeps): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${deps.path}/summary`,
    summary: 'Get the summary: message counts, response time and the notes of the psychologist',
    access: 'signed-in',
    input: targetSchema(deps, {}),
    response: summaryResponse,
    message: 'Summary found',
    handle: ({ principal, input }) => getSummary(deps.chat, principal, input),
  });
}

function writeRoute(deps: SummaryRouteDeps): AnyRoute {
  const { chat } = deps;
  return defineRoute({
    method: 'put',
    path: `${deps.path}/summary`,
    summary: 'Write the summary of a completed session as its psychologist; the client can read it',
    access: ['psychologist'],
    input: targetSchema(deps, summaryNotesSchema.shape),
    response: summaryResponse,
    message: 'Summary saved',
    handle: async ({ principal, input: { keyTopics, actionItems, sessionNotes, ...target } }) => {
      const notes = { keyTopics, actionItems, sessionNotes };
      await writeSummary(chat, principal, { ...target, notes });
      return getSummary(chat, principal, target);
    },
  });
}

function ratingRoute(deps: SummaryRouteDeps): AnyRoute {
  const { chat } = deps;
  return defineRoute({
    method: 'post',
    path: `${deps.path}/rating`,
    summary: 'Rate a completed session once as its client, from 1 to 5',
    access: ['client'],
    input: targetSchema(deps, ratingSchema.shape),
    response: summaryResponse,
    message: 'Thank you for your rating',
    status: 201,
    handle: async ({ principal, input }) => {
      await rateSession(chat, principal, input);
      return getSummary(chat, principal, input);
    },
  });
}
