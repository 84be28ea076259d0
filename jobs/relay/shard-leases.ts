import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DESTINATIONS } from '../../src/delivery/outbox/outbox-event';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import {
  acquireLeases,
  createShards,
  readLeases,
  releaseAllLeases,
  releaseLease,
  renewLeases,
  requestLeases,
  shardsInUse,
  splitDestination,
} from '../../src/delivery/outbox/outbox-lease-repository';
import type { HeldLease, LeaseRow } from '../../src/delivery/outbox/outbox-lease-repository';
import { FailureLog } from '../../src/failure-log';
import type { Logger } from '../../src/logger';
import type { WatchedLoop } from '../watchdog/watched-loop';
import { InterruptibleTimer } from './interruptible-timer';
import { planLeases } from './plan-leases';
import { ShardLease } from './shard-lease';

/*
 * The leases of a worker process. Each destination of the outbox is split into shards, and a shard
 * is delivered by the process that has its lease. Leases are renewed three times within their
 * duration; a process that freezes, or whose host vanishes, renews nothing, and another one acquires
 * the shard when its lease expires. A process that joins requests shards from those with more.
 */

interface LeaseRules {
  ttlMs: number;
  /** Shards of a destination; takes effect when one process holds the leases of all of them. */
  shardCount: number;
}

/** A user of leases: the relay of a destination. */
export interface LeaseUser {
  destination: Destination;
  /** The leases of the destination changed. */
  leasesChanged(leases: ShardLease[]): void;
  /** Resolves when nothing of the shard is in delivery and everything delivered is marked. */
  drain(lease: ShardLease): Promise<void>;
  /** Ends what is in delivery and marks it. */
  stop(): Promise<void>;
}

interface ShardLeasesDeps extends LeaseRules {
  manager: EntityManager;
  logger: Logger;
}

/** While a requested shard is being released. */
const REQUEST_INTERVAL_MS = 100;
const MIN_INTERVAL_MS = 50;

export class ShardLeases implements WatchedLoop {
  readonly name = 'outbox-leases';
  readonly isBackground = false;
  roundAt = performance.now();
  /** Identifies this start of the process: a new one has leases of its own. */
  readonly owner = randomUUID();
  private readonly leases = new Map<string, ShardLease>();
  /** Requested by another process, and nothing of them is in delivery any more. */
  private readonly drained = new Set<ShardLease>();
  private readonly timer = new InterruptibleTimer();
  private readonly failures: FailureLog;
  private users: LeaseUser[] = [];
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly deps: ShardLeasesDeps) {
    this.failures = new FailureLog(deps.logger, {
      failed: 'Outbox lease renewal failed; retrying',
      recovered: 'Outbox leases are renewed again',
    });
  }

  get intervalMs(): number {
    return this.deps.ttlMs / 3;
  }

  start(users: LeaseUser[]): void {
    this.users = users;
    this.running = this.run();
  }

  /** Stops the users under valid leases, then releases all of them. */
  async stop(): Promise<void> {
    await Promise.all(this.users.map((user) => user.stop()));
    this.stopped = true;
    this.timer.interrupt();
    await this.running;
    // A failure only makes the next holder wait until the leases expire.
    await releaseAllLeases(this.deps.manager, this.owner).catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      let next = this.intervalMs;
      this.roundAt = performance.now();
      try {
        next = Math.min(next, await this.update());
        this.failures.succeeded();
      } catch (error) {
        if (!this.stopped) this.failures.failed(error);
      }
      if (!this.stopped) await this.timer.wait(Math.max(next, MIN_INTERVAL_MS));
    }
  }

  /** Returns in how many milliseconds a shard may become free. */
  private async update(): Promise<number> {
    const { manager, shardCount } = this.deps;
    for (const lease of this.drained) await this.release(lease);
    if (this.leases.size > 0) await this.renew();
    const all = await readLeases(manager, this.owner);
    let next = Infinity;
    for (const destination of DESTINATIONS) {
      const rows = shardsInUse(all.filter((row) => row.destination === destination));
      if (rows.length === 0) await createShards(manager, destination, shardCount);
      next = Math.min(next, rows.length === 0 ? 0 : await this.balance(destination, rows));
    }
    return next;
  }

  private async renew(): Promise<void> {
    const { manager, ttlMs } = this.deps;
    const requestedAt = performance.now();
    const held = await renewLeases(manager, { owner: this.owner, ttlMs });
    this.hold(held, requestedAt);
    const renewed = new Map(held.map((one) => [keyOf(one), one]));
    for (const [key, lease] of this.leases) {
      const row = renewed.get(key);
      if (!row) this.lose(lease);
      else if (row.requestedBy !== null && !lease.isEnding) this.end(lease);
    }
  }

  /** Acquires what is free and requests what is missing. */
  private async balance(destination: Destination, rows: LeaseRow[]): Promise<number> {
    const { owner } = this;
    const { manager, ttlMs } = this.deps;
    const shardCount = rows[0]?.shardCount ?? 0;
    if (shardCount !== this.deps.shardCount && rows.every((row) => row.owner === owner)) {
      await splitDestination(manager, destination, this.deps.shardCount);
      for (const lease of this.leasesOf(destination)) this.forget(lease);
      return 0;
    }
    const { acquire, request } = planLeases(rows, owner);
    if (acquire.length > 0) {
      const requestedAt = performance.now();
      const shards = { destination, shards: acquire, shardCount };
      this.hold(await acquireLeases(manager, { owner, ttlMs }, shards), requestedAt);
    }
    if (request.length > 0) await requestLeases(manager, owner, { destination, shards: request });
    const others = rows.filter((row) => row.owner !== owner);
    const isWaiting = request.length > 0 || others.some((row) => row.requestedBy === owner);
    const expiries = others.filter(({ isFree }) => !isFree).map((row) => row.remainingMs);
    return Math.min(isWaiting ? REQUEST_INTERVAL_MS : Infinity, ...expiries);
  }

  private hold(held: HeldLease[], requestedAt: number): void {
    for (const one of held) {
      const known = this.leases.get(keyOf(one));
      const lease = known ?? new ShardLease(one);
      lease.extend(requestedAt, this.deps.ttlMs);
      if (known) continue;
      this.leases.set(keyOf(one), lease);
      this.changed(lease.destination);
    }
  }

  private lose(lease: ShardLease): void {
    const { destination, shard, fence } = lease;
    this.deps.logger.warn({ destination, shard, fence }, 'Outbox lease was taken over');
    this.forget(lease);
  }

  private forget(lease: ShardLease): void {
    lease.isLost = true;
    this.drained.delete(lease);
    this.leases.delete(keyOf(lease));
    this.changed(lease.destination);
  }

  /** Another process requested the shard. */
  private end(lease: ShardLease): void {
    lease.isEnding = true;
    this.changed(lease.destination);
    const user = this.users.find(({ destination }) => destination === lease.destination);
    void user?.drain(lease).then(() => {
      this.drained.add(lease);
      this.timer.interrupt();
    });
  }

  private async release(lease: ShardLease): Promise<void> {
    const { manager, ttlMs } = this.deps;
    // Before the statement: once it is committed, the other process may deliver.
    this.forget(lease);
    await releaseLease(manager, lease, { owner: this.owner, ttlMs });
  }

  private changed(destination: Destination): void {
    const leases = this.leasesOf(destination);
    for (const user of this.users) {
      if (user.destination === destination) user.leasesChanged(leases);
    }
  }

  private leasesOf(destination: Destination): ShardLease[] {
    return [...this.leases.values()].filter((lease) => lease.destination === destination);
  }
}

function keyOf({
  destination,
  shard,
  fence,
}: Pick<HeldLease, 'destination' | 'shard' | 'fence'>): string {
  return `${destination}:${shard}:${fence}`;
}
