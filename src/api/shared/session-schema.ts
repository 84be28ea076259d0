import { z } from 'zod';
import { SESSION_STATUSES } from '../../enums';
import { instant } from './instant';

/** A session's state, the same for its participants and for the team. */
export const sessionResponse = z.object({
  id: z.string(),
  sessionId: z.string(),
  counselingId: z.string(),
  conversationId: z.string(),
  clientId: z.string(),
  psychologistId: z.string(),
  status: z.enum(SESSION_STATUSES),
  isActive: z.boolean(),
  isChatEnabled: z.boolean(),
  startsAt: instant,
  endsAt: instant,
  timezone: z.string(),
  endButtonAt: instant.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  remainingSeconds: z.number().nullable(),
  extension: z
    .object({ askedBy: z.string(), expiresAt: instant })
    .nullable()
    .describe('A participant asks to extend the session, and the other may agree'),
  serverTime: instant,
});
