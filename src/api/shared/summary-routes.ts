import { z } from 'zod';
import type { Context } from '../../context';
import { getSummary } from '../../chat/summaries/get-summary';
import { rateSession, ratingSchema } from '../../chat/summaries/rate-session';
import { summaryNotesSchema } from '../../chat/summaries/summary-notes';
import type { SummaryTarget } from '../../chat/summaries/summary-target';
import { writeSummary } from '../../chat/summaries/write-summary';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { instant } from './session-schema';

const participantResponse = z.object({
  userId: z.string(),
  joinedAt: instant.nullable(),
  leftAt: instant.nullable(),
  messageCount: z.int(),
  filesShared: z.int(),
});

const summaryResponse = z.object({
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

/** The summary of a session, by its id; below the API's versioned prefix. */
export function sessionSummaryRoutes(context: Context): AnyRoute[] {
  return summaryRoutes({ ...context, path: '/chat/sessions/:sessionId', id: 'sessionId' });
}

/** The summary of a conversation, by its id, sessions among them; as the tutoring contract names it. */
export function conversationSummaryRoutes(context: Context): AnyRoute[] {
  return summaryRoutes({
    ...context,
    path: '/conversations/:conversationId',
    id: 'conversationId',
  });
}

interface SummaryRouteDeps extends Pick<Context, 'chat'> {
  path: string;
  /** What the path names. */
  id: 'sessionId' | 'conversationId';
}

function summaryRoutes(parts: SummaryRouteDeps): AnyRoute[] {
  return [getRoute(parts), writeRoute(parts), ratingRoute(parts)];
}

/** Some fields beside the id of what is meant. */
function targetSchema<Shape extends z.ZodRawShape>(
  { id }: SummaryRouteDeps,
  shape: Shape,
): z.ZodType<SummaryTarget & z.infer<z.ZodObject<Shape>>> {
  const schema: z.ZodType = z.object({ ...shape, [id]: z.string() });
  return schema as z.ZodType<SummaryTarget & z.infer<z.ZodObject<Shape>>>;
}

function getRoute(parts: SummaryRouteDeps): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${parts.path}/summary`,
    summary: 'What it came to: who wrote how much, how fast, and what the psychologist noted',
    access: 'signed-in',
    input: targetSchema(parts, {}),
    response: summaryResponse,
    message: 'Summary made',
    handle: ({ principal, input }) => getSummary(parts.chat, principal, input),
  });
}

function writeRoute(parts: SummaryRouteDeps): AnyRoute {
  const { chat: conversation } = parts;
  return defineRoute({
    method: 'put',
    path: `${parts.path}/summary`,
    summary: 'As its psychologist, sum up a session that was held; its client can read it',
    access: ['psychologist'],
    input: targetSchema(parts, summaryNotesSchema.shape),
    response: summaryResponse,
    message: 'Summary kept',
    handle: async ({ principal, input: { keyTopics, actionItems, sessionNotes, ...meant } }) => {
      const notes = { keyTopics, actionItems, sessionNotes };
      await writeSummary(conversation, principal, { ...meant, notes });
      return getSummary(conversation, principal, meant);
    },
  });
}

function ratingRoute(parts: SummaryRouteDeps): AnyRoute {
  const { chat: conversation } = parts;
  return defineRoute({
    method: 'post',
    path: `${parts.path}/rating`,
    summary: 'As its client, rate a session that was held, once, from 1 to 5',
    access: ['client'],
    input: targetSchema(parts, ratingSchema.shape),
    response: summaryResponse,
    message: 'Thank you for your rating',
    status: 201,
    handle: async ({ principal, input }) => {
      await rateSession(conversation, principal, input);
      return getSummary(conversation, principal, input);
    },
  });
}
