import { z } from 'zod';
import { CONVERSATION_KINDS, ERASURE_REFUSALS, ERASURE_STATES } from '../../enums';
import { instant } from '../shared/instant';

const named = z.object({ id: z.string(), fullName: z.string() });
const totals = z.object({ conversations: z.int(), messages: z.int(), files: z.int() });

export const erasureResponse = z.object({
  id: z.string(),
  state: z.enum(ERASURE_STATES),
  reason: z.string(),
  /** Null: a user is removed. */
  conversation: z
    .object({
      id: z.string(),
      kind: z.enum(CONVERSATION_KINDS),
      sessionId: z.string().nullable(),
      members: z.array(named),
    })
    .nullable(),
  /** Null: a conversation is erased. */
  user: named.nullable(),
  requestedBy: named,
  requestedAt: instant,
  approvedBy: named.nullable(),
  approvedAt: instant.nullable(),
  /** When it is executed; until then it can be undone. */
  dueAt: instant.nullable(),
  undoneBy: named.nullable(),
  undoneAt: instant.nullable(),
  executedAt: instant.nullable(),
  /** Why it could not be executed when it was due. */
  refusal: z.enum(ERASURE_REFUSALS).nullable(),
  refusedAt: instant.nullable(),
  destroyed: totals,
  /** Conversations of the user that stayed, because they are on hold. */
  held: z.int(),
});

/** Ids and counts; of names only those of the two team members. */
export const certificateResponse = z.object({
  erasureId: z.string(),
  conversationId: z.string().nullable(),
  userId: z.string().nullable(),
  requestedBy: named,
  requestedAt: instant,
  approvedBy: named,
  approvedAt: instant,
  executedAt: instant,
  destroyed: totals,
  held: z.int(),
  conversations: z.array(
    z.object({
      conversationId: z.string(),
      messages: z.int(),
      files: z.int(),
      erasedAt: instant,
    }),
  ),
});
