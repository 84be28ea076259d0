import { z } from 'zod';
import { instant } from '../shared/instant';
import { sessionResponse } from '../shared/session-schema';
import { SESSION_STATUSES, STEPS, STEP_OUTCOMES } from '../../enums';
import { healthFactsShape } from './health-schemas';

/* Response schemas of the team API: participants, times and progress; never message content. */

const userSchema = z.object({ id: z.string(), fullName: z.string() });
const stepSchema = z.enum(STEPS);

/** `unknown`: Ably was unreachable. */
const presenceSchema = z.enum(['present', 'absent', 'unknown']);

/** A step that is overdue, or whose last attempt failed. */
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
  /** Common to the sessions of a weekly series. */
  seriesId: z.string().nullable(),
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
  /** Presence in the session's channel; null: not queried, the session is over or over an hour away. */
  presence: z.object({ client: presenceSchema, psychologist: presenceSchema }).nullable(),
  /** Seconds since the last message of a running session; null: not running. */
  silenceSeconds: z.number().nullable(),
  /** The largest lateness of a step of the current plan; null: nothing was due yet. */
  worstLateMs: z.number().nullable(),
  /** Null: no step is left. */
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
  /** Times within the session in which no worker ran; absences in it do not count. */
  outages: z.array(z.object({ from: instant, until: instant })),
});

const componentSchema = z.enum(['ok', 'failing']);

/** Health: components, lateness, queue depth. */
export const teamHealthResponse = z.object({
  checkedAt: instant,
  parts: z.object({
    database: componentSchema,
    redis: componentSchema,
    ably: componentSchema,
    worker: componentSchema,
  }),
  ...healthFactsShape,
  /** Null while the database is unreachable. */
  figures: z
    .object({
      hours: z.number(),
      /** One entry per step, in the order of a session; steps done by the team do not count. */
      lateness: z.array(
        z.object({
          step: stepSchema,
          count: z.number(),
          medianMs: z.number().nullable(),
          p95Ms: z.number().nullable(),
          maxMs: z.number().nullable(),
        }),
      ),
      /** Steps done per minute of the last hour, oldest first; the last minute is incomplete. */
      stepsPerMinute: z.array(z.object({ minute: instant, count: z.number() })),
      /** Due but not done; `steps` lists the fifty longest overdue. */
      overdue: z.object({
        count: z.number(),
        steps: z.array(stepProblemSchema.extend({ sessionId: z.string() })),
      }),
      outbox: z.object({
        waiting: z.number(),
        /** Age of the oldest waiting row in seconds; null: none waits. */
        oldestSeconds: z.number().nullable(),
        /** Rows that failed their last attempt. */
        failed: z.number(),
      }),
    })
    .nullable(),
});

export const zoneCorrectionResponse = z.object({
  counselingId: z.string(),
  sessionId: z.string().nullable(),
  clientName: z.string(),
  psychologistName: z.string(),
  timezone: z.string(),
  /** Booked wall time in `timezone`. */
  bookedStart: z.string().nullable(),
  previousStart: instant,
  /** Null when the booking could not be moved; `problem` is the error code. */
  movedTo: instant.nullable(),
  problem: z.string().nullable(),
  foundAt: instant,
});
