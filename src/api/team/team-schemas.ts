import { z } from 'zod';
import { instant, sessionResponse } from '../shared/session-schema';
import { SESSION_STATUSES, STEPS, STEP_OUTCOMES } from '../../enums';

/* What the team's door answers: who, when and how far; never a word of what was said. */

const userSchema = z.object({ id: z.string(), fullName: z.string() });
const stepSchema = z.enum(STEPS);

/** `unknown`: Ably could not be asked just now. */
const presenceSchema = z.enum(['present', 'absent', 'unknown']);

/** A step that is overdue, or whose last try failed. */
const stepProblemSchema = z.object({
  step: stepSchema,
  dueAt: instant,
  lateMs: z.number(),
  failedAttempts: z.number(),
  lastError: z.string().nullable(),
});

export const teamSessionResponse = z.object({
  sessionId: z.string(),
  counselingId: z.string(),
  status: z.enum(SESSION_STATUSES),
  client: userSchema,
  psychologist: userSchema,
  startsAt: instant,
  endsAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  noShow: z.string().nullable(),
  messageCount: z.number(),
  lastMessageAt: instant.nullable(),
  troubledSteps: z.number(),
  troubles: z.array(stepProblemSchema),
  /** Who is in the session's room now; null: not asked, it is over or more than an hour away. */
  presence: z.object({ client: presenceSchema, psychologist: presenceSchema }).nullable(),
  /** Whole seconds since the last message of a running session; null: it is not running. */
  silenceSeconds: z.number().nullable(),
  /** The latest that a step of the current plan was, or is by now; null: nothing was due yet. */
  worstLateMs: z.number().nullable(),
  /** What comes next; null: nothing more. */
  nextStep: z.object({ step: stepSchema, dueAt: instant }).nullable(),
});

export const timelineResponse = z.object({
  session: sessionResponse,
  steps: z.array(
    z.object({
      step: stepSchema,
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
  acts: z.array(z.object({ action: z.string(), at: instant, by: userSchema })),
});

const componentSchema = z.enum(['ok', 'failing']);

/** How the whole does: its parts, how punctual it is, and what waits. */
export const teamHealthResponse = z.object({
  checkedAt: instant,
  parts: z.object({
    database: componentSchema,
    redis: componentSchema,
    ably: componentSchema,
    worker: componentSchema,
  }),
  /** Null while the database, which knows them, is out of reach. */
  figures: z
    .object({
      hours: z.number(),
      /** One entry for each step, in the order of a session; over the steps the system did. */
      lateness: z.array(
        z.object({
          step: stepSchema,
          count: z.number(),
          medianMs: z.number().nullable(),
          p95Ms: z.number().nullable(),
          maxMs: z.number().nullable(),
        }),
      ),
      /** Steps done in each of the last 60 minutes, oldest first; the last minute is under way. */
      stepsPerMinute: z.array(z.object({ minute: instant, count: z.number() })),
      /** Due but not done; `steps` holds the fifty that have waited longest. */
      overdue: z.object({
        count: z.number(),
        steps: z.array(stepProblemSchema.extend({ sessionId: z.string() })),
      }),
      outbox: z.object({
        waiting: z.number(),
        /** Whole seconds that the oldest has waited; null: nothing waits. */
        oldestSeconds: z.number().nullable(),
        /** Given up after their last try. */
        failed: z.number(),
      }),
    })
    .nullable(),
});
