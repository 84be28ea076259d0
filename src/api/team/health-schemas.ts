import { z } from 'zod';
import { DESTINATIONS } from '../../delivery/outbox/outbox-event';
import { PROBLEM_CODES } from '../../health/health';

const destinationSchema = z.enum(DESTINATIONS);

/** A reason why the system is degraded. */
const problemSchema = z.object({
  code: z.enum(PROBLEM_CODES),
  /** The loop, destination, worker or error code that it concerns. */
  subject: z.string().nullable(),
  /** Milliseconds, or percent of memory. */
  value: z.number().nullable(),
  limit: z.number().nullable(),
  message: z.string(),
});

const workerSchema = z.object({
  workerId: z.string(),
  /** Milliseconds since its last heartbeat. */
  silentMs: z.number(),
  clockDifferenceMs: z.number().nullable(),
  loops: z.array(
    z.object({
      name: z.string(),
      /** Since its last round. */
      ageMs: z.number(),
      intervalMs: z.number(),
      /** How much longer than the interval a round may take. */
      limitMs: z.number(),
    }),
  ),
  /** The shards of the outbox that it delivers. */
  leases: z.array(z.object({ destination: destinationSchema, shards: z.array(z.number()) })),
});

/** What is found besides the state of the components; null: it could not be read. */
export const healthFactsShape = {
  /** Empty: everything is within its limits. */
  problems: z.array(problemSchema),
  redis: z
    .object({
      usedBytes: z.number(),
      /** Null: no limit. */
      maxBytes: z.number().nullable(),
      /** Why it refuses writes; null: it accepts them. */
      refusal: z.string().nullable(),
    })
    .nullable(),
  clockDifferenceMs: z.number(),
  ablyClockDifferenceMs: z.number().nullable(),
  workers: z.array(workerSchema).nullable(),
  /** For how long a shard of the outbox has had no worker; null: each has one. */
  unledMs: z.number().nullable(),
  deliveries: z
    .array(z.object({ destination: destinationSchema, oldestMs: z.number().nullable() }))
    .nullable(),
  overdueSteps: z.object({ count: z.number(), oldestMs: z.number().nullable() }).nullable(),
};
