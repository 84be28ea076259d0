import { Redis } from 'ioredis';
import type { Command, RedisOptions } from 'ioredis';
import type { Config } from './config/config';
import type { RedisDeadlines } from './config/deadlines';
import type { Logger } from './logger';

interface RedisDeps {
  config: Config;
  logger: Logger;
}

type ConnectionOptions = RedisOptions & {
  /** Default: the deadline of commands. */
  commandMs?: number;
};

/** Longer than BullMQ's longest blocking read, ten seconds. */
const QUEUE_SILENCE_MS = 15_000;
/** Reconnects until the connection is closed. */
const WAIT_FOR_REDIS: RedisOptions = { enableOfflineQueue: true, maxRetriesPerRequest: null };

/**
 * A connection whose commands have a deadline. When it passes, the command fails and the connection is
 * replaced: until a new one answers, commands fail immediately, as with a Redis that is down. The
 * driver's `commandTimeout` would keep a connection that is dead.
 */
export class RedisConnection extends Redis {
  private readonly commandMs: number;

  constructor(
    private readonly url: string,
    private readonly deadlines: RedisDeadlines,
    { commandMs = deadlines.command, ...options }: ConnectionOptions,
  ) {
    super(url, {
      connectTimeout: deadlines.connect,
      keepAlive: deadlines.keepAlive,
      retryStrategy: (times) => Math.min(times * 100, 1_000),
      ...options,
    });
    this.commandMs = commandMs;
  }

  /** A connection to the same server for reads that block up to `blockMs`; waits while Redis is down. */
  forBlockingReads(blockMs: number): RedisConnection {
    return this.another({ ...WAIT_FOR_REDIS, commandMs: this.deadlines.command + blockMs });
  }

  /**
   * Subscribes to a channel of the same server until closed. `ready` is called after each confirmed
   * subscription: messages before it may have been lost. A subscriber sends nothing by itself, so it
   * is probed by `PING`.
   */
  subscribeTo(
    channel: string,
    on: { ready?: () => void; message: (text: string) => void; error: (error: Error) => void },
  ): { close(): void } {
    const subscriber = this.another({ ...WAIT_FOR_REDIS, autoResubscribe: false });
    subscriber.on('error', on.error);
    subscriber.on('message', (_channel: string, text: string) => on.message(text));
    subscriber.on('ready', () => {
      subscriber.subscribe(channel).then(
        () => on.ready?.(),
        () => undefined,
      );
    });
    const probe = setInterval(() => {
      if (subscriber.status === 'ready') subscriber.ping().catch(() => undefined);
    }, this.deadlines.keepAlive);
    return {
      close: () => {
        clearInterval(probe);
        subscriber.disconnect();
      },
    };
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const reply = super.sendCommand(command, stream);
    this.limit(command);
    return reply;
  }

  private limit(command: Command): void {
    let isPending = true;
    const timer = setTimeout(
      // In a process that was frozen itself the reply may have arrived: it is read first.
      () => setImmediate(() => isPending && this.fail(command)),
      this.commandMs,
    );
    const settle = (): void => {
      isPending = false;
      clearTimeout(timer);
    };
    command.promise.then(settle, settle);
  }

  private fail(command: Command): void {
    const error = new Error(`Redis did not answer ${command.name} within ${this.commandMs} ms`);
    command.reject(Object.assign(error, { code: 'ETIMEDOUT' }));
    // A command that waits for a connection says nothing about it.
    if (this.status === 'ready' || this.status === 'connect') this.stream.destroy(error);
  }

  private another(options: ConnectionOptions): RedisConnection {
    return new RedisConnection(this.url, this.deadlines, options);
  }
}

/** For commands of requests and of the worker: they fail immediately while Redis is down. */
export function connectRedis({ config, logger }: RedisDeps): RedisConnection {
  const options = { enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const redis = new RedisConnection(config.redisUrl ?? '', config.deadlines.redis, options);
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis connection error'));
  return redis;
}

/**
 * For BullMQ's consumer, which duplicates it: its commands block or wait until Redis is back. The
 * connection is replaced when it was silent for longer than any of them blocks; sessions do not wait
 * for it, because overdue steps run without timers.
 */
export function connectQueueConsumer({ config, logger }: RedisDeps): Redis {
  const { connect, keepAlive } = config.deadlines.redis;
  const redis = new Redis(config.redisUrl ?? '', {
    ...WAIT_FOR_REDIS,
    connectTimeout: connect,
    keepAlive,
    socketTimeout: QUEUE_SILENCE_MS,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis connection error'));
  return redis;
}
