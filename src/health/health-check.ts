import type { Redis } from 'ioredis';
import { answerWithin } from '../answer-within';
import type { Clock } from '../clock';
import type { ContentCipher } from '../content-cipher';
import type { HealthLimits } from '../config/health-config';
import type { Db } from '../database/db';
import { DESTINATIONS } from '../delivery/outbox/outbox-event';
import { readLeases, shardsInUse } from '../delivery/outbox/outbox-lease-repository';
import type { LeaseRow } from '../delivery/outbox/outbox-lease-repository';
import { readDeliveryAges } from '../delivery/outbox/outbox-repository';
import { readMasterKeyState } from '../master-keys/master-key-state';
import { countOverdueSteps } from '../sessions/timeline/step-metrics-repository';
import { readWorkers } from '../workers/worker-repository';
import type { WorkerState } from '../workers/worker-repository';
import { hasActiveTeamMember } from '../users/user-repository';
import { findProblems } from './find-problems';
import type { Health, HealthFacts, LeasedShards, Readiness, WorkerHealth } from './health';
import { readRedisState } from './redis-state';

const CHECK_TIMEOUT_MS = 2_000;

export interface HealthDeps {
  db: Db;
  redis: Pick<Redis, 'info' | 'set'>;
  redisKey: string;
  /** Resolves with Ably's time. */
  ably: { time(): Promise<number> };
  /** Of sessions. */
  clock: Clock;
  databaseClock: Clock & { differenceMs(): number };
  limits: HealthLimits;
  cipher: ContentCipher;
  /** A team member must be able to sign in then, and master keys are secret: neither is so in development. */
  production: boolean;
}

/** Checks the whole system, at most once within `limits.cache` however often it is asked. */
export class HealthCheck {
  private latest: Promise<Health> | undefined;
  private validUntil = -Infinity;

  constructor(private readonly deps: HealthDeps) {}

  check(): Promise<Health> {
    if (this.latest && performance.now() < this.validUntil) return this.latest;
    // Until it is answered, others wait for the same answer.
    this.validUntil = Infinity;
    this.latest = this.run().finally(() => {
      this.validUntil = performance.now() + this.deps.limits.cache;
    });
    return this.latest;
  }

  private async run(): Promise<Health> {
    const { limits } = this.deps;
    const facts = await this.readFacts();
    const isRunning = facts.workers?.some(({ silentMs }) => silentMs <= limits.workerSilence);
    const checks: Readiness = {
      // Without a master key in use, this process must receive no requests either.
      database: stateOf(facts.isDatabaseUp && facts.masterKeys?.isMissing !== true),
      redis: stateOf(facts.redis?.refusal === null),
      ably: stateOf(facts.ablyClockDifferenceMs !== null),
      worker: stateOf(isRunning === true),
    };
    return { ...facts, checks, problems: findProblems(facts, limits) };
  }

  /** Reads everything at once; what has no answer within two seconds is null. */
  private async readFacts(): Promise<HealthFacts> {
    const { db, redis, redisKey, cipher, clock, databaseClock, production } = this.deps;
    const { manager } = db.source;
    const [
      keys,
      workers,
      leases,
      deliveries,
      overdueSteps,
      hasTeam,
      redisState,
      ablyClockDifferenceMs,
    ] = await Promise.all([
      inTime(readMasterKeyState(manager, cipher)),
      inTime(readWorkers(manager)),
      inTime(readLeases(manager, '')),
      inTime(readDeliveryAges(manager)),
      inTime(countOverdueSteps(manager, new Date(clock.now()))),
      production ? inTime(hasActiveTeamMember(manager)) : true,
      inTime(readRedisState(redis, redisKey)),
      inTime(this.readAblyClock()),
    ]);
    return {
      isDatabaseUp: workers !== null,
      redis: redisState,
      ablyClockDifferenceMs,
      clockDifferenceMs: databaseClock.differenceMs(),
      workers: workers && toWorkers(workers, leases ?? []),
      unledMs: leases && longestFreeMs(leases),
      deliveries,
      overdueSteps,
      hasTeam,
      masterKeys: keys && {
        isMissing: keys.isMissing,
        ageMs: production && keys.since ? databaseClock.now() - keys.since.getTime() : null,
      },
    };
  }

  /** The answer's time is taken in the middle of the request. */
  private async readAblyClock(): Promise<number> {
    const { ably, databaseClock } = this.deps;
    const requestedAt = databaseClock.now();
    const time = await ably.time();
    return Math.round(time - (requestedAt + databaseClock.now()) / 2);
  }
}

function stateOf(isUp: boolean): 'ok' | 'failing' {
  return isUp ? 'ok' : 'failing';
}

function toWorkers(workers: WorkerState[], leases: LeaseRow[]): WorkerHealth[] {
  return workers.map(({ leaseOwner, ...worker }) => ({
    ...worker,
    leases: shardsOf(leases.filter(({ owner, isFree }) => owner === leaseOwner && !isFree)),
  }));
}

function shardsOf(leases: LeaseRow[]): LeasedShards[] {
  return DESTINATIONS.map((destination) => ({
    destination,
    shards: leases.filter((lease) => lease.destination === destination).map(({ shard }) => shard),
  })).filter(({ shards }) => shards.length > 0);
}

/** For how long the shard that has been free for longest has had no lease holder; null: all have one. */
function longestFreeMs(leases: LeaseRow[]): number | null {
  const free = DESTINATIONS.flatMap((destination) =>
    shardsInUse(leases.filter((lease) => lease.destination === destination)),
  ).filter(({ remainingMs }) => remainingMs < 0);
  return free.length === 0 ? null : Math.max(...free.map(({ remainingMs }) => -remainingMs));
}

function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const unknown = () => null;
  return answerWithin(CHECK_TIMEOUT_MS, answer, unknown).catch(unknown);
}
