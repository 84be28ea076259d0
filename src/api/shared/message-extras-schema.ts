import { z } from 'zod';
import { fileResponse } from './file-schemas';
import { instant } from './session-schema';

/** What most messages do not have; each is absent when empty. */
export const messageExtrasShape = {
  /** The message that this one answers, and the one with which the thread began (C-49). */
  replyToId: z.string().optional(),
  threadRootId: z.string().optional(),
  reactions: z
    .array(z.object({ userId: z.string(), emoji: z.string(), addedAt: instant }))
    .optional(),
  editedAt: instant.optional(),
  /** The words are gone for everybody; `content` is empty. */
  deletedAt: instant.optional(),
  file: fileResponse.optional(),
};
