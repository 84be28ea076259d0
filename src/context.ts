import { setTimeout as pause } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig';
import { Authenticator } from './users/authenticator';
import { RevocationWatcher } from './users/tokens/revocation-watcher';
import { PasswordHasher } from './users/passwords/password-hasher';
import type { Clock } from './clock';
import type { Config, TokenRules } from './config/config';
import type { Secrets } from './config/secrets';
import { ContentCipher } from './content-cipher';
import { ConversationKeys } from './chat/conversation-keys';
import type { ChatServices } from './chat/chat-services';
import { DeliveryReceiptBatcher } from './chat/receipts/delivery-receipt-batcher';
import { ConversationAccessCache } from './chat/access/conversation-access-cache';
import { DirectConversationCache } from './chat/access/direct-conversation-cache';
import { PeerCache } from './chat/access/peer-cache';
import { MessageBatcher } from './chat/messages/message-batcher';
import { SessionConversations } from './chat/session-conversations';
import { DatabaseEpoch } from './database/database-epoch';
import type { Db } from './database/db';
import { isUnavailableAtStartup } from './unavailable';
import { IdempotentRequests } from './idempotency/idempotent-requests';
import { DatabaseClock } from './database/database-clock';
import type { Logger } from './logger';
import { HealthCheck } from './health/health-check';
import type { HealthDeps } from './health/health-check';
import { createFileServices } from './files/create-file-services';
import type { FileServices } from './files/file-services';
import { requireKeysOfRestored } from './master-keys/require-keys-of-restored';
import { requireMasterKeys } from './master-keys/require-master-keys';
import { SystemKeys } from './master-keys/system-keys';
import { connectRedis } from './redis';
import type { RedisConnection } from './redis';
import { RelayWakeUp } from './delivery/outbox/relay-wake-up';
import { alarmTeam } from './accounts/account-notices';
import { SecurityLog } from './api/security/security-log';
import { RateLimits } from './api/rate-limits/rate-limits';
import { PresenceChannel } from './delivery/presence/presence-channel';
import { PresenceStore } from './delivery/presence/presence-store';
import { TypingStatuses } from './delivery/presence/typing-statuses';
import { UserPresence } from './delivery/presence/user-presence';
import { AblyNotifier } from './delivery/ably/ably-notifier';
import { AblyPresence } from './delivery/ably/ably-presence';
import { AblyTokenIssuer } from './delivery/ably/ably-token-issuer';
import { ChannelEncryption } from './delivery/ably/channel-encryption';
import { Feed } from './delivery/feed/feed';
import { FeedChannel } from './delivery/feed/feed-channel';
import { UserFeed } from './delivery/feed/user-feed';
import { UserChannel } from './delivery/feed/user-channel';
import { SocketTickets } from './api/sockets/socket-tickets';
import { TypingPublisher } from './delivery/typing-publisher';
import type { PushServices } from './delivery/push/push-services';
import type { RetentionServices } from './retention/retention-services';
import type { SessionServices } from './sessions/session-services';

/** Services of a process. */
export interface Context {
  config: Config;
  logger: Logger;
  db: Db;
  epoch: DatabaseEpoch;
  redis: RedisConnection;
  authenticator: Authenticator;
  revocations: RevocationWatcher;
  tokenRules: TokenRules;
  /** Signs tokens and cookies. */
  jwtSecret: string;
  /** All whose signatures are accepted. */
  jwtSecrets: readonly string[];
  passwords: PasswordHasher;
  ablyKey: string;
  keys: ConversationKeys;
  notifier: AblyNotifier;
  presence: AblyPresence;
  tokens: AblyTokenIssuer;
  sessions: SessionServices;
  chat: ChatServices;
  files: FileServices;
  retention: RetentionServices;
  push: PushServices;
  limits: RateLimits;
  security: SecurityLog;
  idempotentRequests: IdempotentRequests;
  tickets: SocketTickets;
  feed: Feed;
  feedChannel: FeedChannel;
  userFeed: UserFeed;
  userChannel: UserChannel;
  userPresence: UserPresence;
  typingStatuses: TypingStatuses;
  clock: Clock;
  /** Milliseconds by which the process's clock is ahead of the database's. */
  clockDifference(): number;
  health: HealthCheck;
  /** Closes resources in reverse order of creation. */
  dispose(): Promise<void>;
}

export interface ContextOptions {
  config: Config;
  secrets: Secrets;
  /** Tests replace the database's clock. */
  clock?: Clock | undefined;
  logger: Logger;
  /** Maximum PostgreSQL connections. */
  poolSize?: number;
  /** A subscriber that accepts no data for this long is dropped. */
  slowTimeoutMs?: number;
}

const STARTUP_RETRY_MS = 1_000;

const SLOW_SUBSCRIBER_TIMEOUT_MS = 15_000;

/** Bookings block on each other's locks; this bounds the connections they hold. */
const MAX_CONCURRENT_BOOKINGS = 4;

/** Builds and connects all services; rejects with the first failure. */
export async function createContext(options: ContextOptions): Promise<Context> {
  const context = await connectServices(options);
  context.revocations.onRevoked((userId) => context.authenticator.forget(userId));
  context.epoch.onChange(() => forgetDatabase(context));
  await context.epoch.start(context.db.source.manager);
  return context;
}

async function connectServices(options: ContextOptions): Promise<Context> {
  const { config, logger } = options;
  const epoch = new DatabaseEpoch(logger);
  const cipher = createCipher(options);
  const { source, databaseClock, clock } = await openDatabase(options, epoch, cipher);
  const redis = connectRedis({ config, logger });
  const db = createDb(config, source, redis);
  const base = { db, redis, clock };
  const keys = new ConversationKeys(cipher);
  const ably = createAblyServices(options, databaseClock, { db, keys });
  const realtime = createRealtimeServices(options, { db, keys, redis });
  const { feedChannel: channel, typingStatuses: statuses } = realtime;
  const typing = new TypingPublisher({ ably: ably.notifier, channel, statuses, logger });
  const chat = createChatServices({ db, clock, keys, typing }, options);
  const systemKeys = new SystemKeys(db, cipher);
  const files = createFileServices(options, { ...chat, systemKeys });
  const accounts = createAccountServices(options, db);
  return {
    ...{ config, logger, epoch, ...base },
    clockDifference: () => databaseClock.differenceMs(),
    health: createHealthCheck(config, { ...base, cipher, databaseClock, ably: ably.notifier }),
    keys,
    ...ably,
    ...accounts,
    sessions: createSessionServices(config, { db, clock, cipher, keys }),
    chat,
    files,
    retention: { ...chat, files, rules: config.retention, revocations: accounts.revocations },
    push: { db, clock, cipher, origins: config.push.origins },
    ...createLimits(options, base),
    idempotentRequests: new IdempotentRequests(db, cipher),
    ...realtime,
    dispose: () => disposeAll({ ...realtime, ...accounts, chat, redis, source, databaseClock }),
  };
}

type AccountServices = Pick<
  Context,
  'jwtSecret' | 'jwtSecrets' | 'passwords' | 'tokenRules' | 'authenticator' | 'revocations'
>;

function createAccountServices(
  { config, secrets: { jwtSecret, acceptedJwtSecrets }, logger }: ContextOptions,
  db: Db,
): AccountServices {
  const jwtSecrets = [jwtSecret, ...acceptedJwtSecrets];
  return {
    jwtSecret,
    jwtSecrets,
    passwords: new PasswordHasher(config.passwords),
    tokenRules: config.tokens,
    authenticator: new Authenticator(db, jwtSecrets, config.tokens),
    revocations: new RevocationWatcher(db, logger),
  };
}

function createLimits(
  { config, logger }: ContextOptions,
  { db, clock, redis }: Pick<Context, 'db' | 'clock' | 'redis'>,
): Pick<Context, 'limits' | 'security'> {
  const store = { redis, prefix: config.redisKeyPrefix };
  const onAlarm = (): Promise<void> => alarmTeam({ db, clock });
  return {
    limits: new RateLimits(config.limits, store),
    security: new SecurityLog({ logger, store, alarmAt: config.securityAlarm, onAlarm }),
  };
}

function createAblyServices(
  { config, secrets: { ablyApiKey: ablyKey = '' }, logger }: ContextOptions,
  databaseClock: DatabaseClock,
  deps: Pick<Context, 'db' | 'keys'>,
): Pick<Context, 'ablyKey' | 'notifier' | 'presence' | 'tokens'> {
  const { ably, deadlines, encryptsChannels: enabled } = config;
  const encryption = new ChannelEncryption({ enabled, ...deps });
  return {
    ablyKey,
    notifier: new AblyNotifier(ablyKey, ably, { logger, ...deadlines.ably, encryption }),
    presence: new AblyPresence(ablyKey, ably),
    tokens: new AblyTokenIssuer(ablyKey, ably, { clock: databaseClock, encryption }),
  };
}

function createHealthCheck(
  { redisKeyPrefix, health: limits, production }: Config,
  deps: Omit<HealthDeps, 'redisKey' | 'limits' | 'production'>,
): HealthCheck {
  return new HealthCheck({ ...deps, redisKey: `${redisKeyPrefix}:health`, limits, production });
}

function createDb(
  { redisKeyPrefix, deadlines }: Config,
  source: DataSource,
  redis: RedisConnection,
): Db {
  const { committed } = new RelayWakeUp(redis, redisKeyPrefix);
  return { source, longStatementMs: deadlines.database.longStatement, committed };
}

function createCipher({ secrets, logger }: ContextOptions): ContentCipher {
  return new ContentCipher(secrets.contentMasterKey, {
    accepted: secrets.acceptedMasterKeys,
    onUnreadable: (subject, error) => logger.error({ err: error, subject }, 'Content unreadable'),
  });
}

/**
 * Waits for a database that is down or restarting; rejects any other fault, such as a wrong password or
 * master key.
 */
async function openDatabase(
  { config, clock, logger, poolSize }: ContextOptions,
  epoch: DatabaseEpoch,
  cipher: ContentCipher,
): Promise<{ source: DataSource; databaseClock: DatabaseClock; clock: Clock }> {
  const { databaseUrl = '', deadlines } = config;
  for (;;) {
    const source = createDataSource(databaseUrl, poolSize, deadlines.database, epoch.connected);
    try {
      await source.initialize();
      await requireMasterKeys(source.manager, cipher);
      const databaseClock = new DatabaseClock(source, logger);
      await databaseClock.start();
      epoch.onChange(() => void requireKeysOfRestored(source, cipher));
      return { source, databaseClock, clock: clock ?? databaseClock };
    } catch (error) {
      if (source.isInitialized) await source.destroy();
      if (!isUnavailableAtStartup(error)) throw error;
      logger.warn({ err: error }, 'Database unavailable at startup; retrying');
      await pause(STARTUP_RETRY_MS);
    }
  }
}

/** What was read before the database was restored may be wrong. */
function forgetDatabase({
  authenticator,
  chat,
  files: { systemKeys },
  keys,
  feed,
}: Pick<Context, 'authenticator' | 'chat' | 'files' | 'keys' | 'feed'>): void {
  const { accessCache, directConversations, peers, deliveryReceipts } = chat;
  const caches = [
    ...[authenticator, keys, systemKeys],
    ...[accessCache, directConversations, peers, deliveryReceipts],
  ];
  for (const cache of caches) cache.clear();
  feed.rewind();
}

type Disposables = Pick<RealtimeServices, 'feed' | 'userFeed' | 'userPresence'> &
  Pick<Context, 'chat' | 'redis' | 'revocations'> & {
    source: DataSource;
    databaseClock: DatabaseClock;
  };

/** Batched receipts are flushed while the database is still connected. */
async function disposeAll({
  source,
  redis,
  chat,
  revocations,
  databaseClock,
  ...realtime
}: Disposables): Promise<void> {
  await revocations.stop();
  await realtime.feed.stop();
  await chat.deliveryReceipts.stop();
  await realtime.userFeed.stop();
  realtime.userPresence.stop();
  redis.disconnect();
  await databaseClock.stop();
  await source.destroy();
}

function createSessionServices(
  { rules, demoPace }: Config,
  { keys, ...deps }: Pick<SessionServices, 'db' | 'clock' | 'cipher'> & Pick<Context, 'keys'>,
): SessionServices {
  const conversations = new SessionConversations(keys);
  return {
    ...deps,
    rules,
    demoPace,
    conversations,
    bookingSlots: new Semaphore(MAX_CONCURRENT_BOOKINGS),
  };
}

function createChatServices(
  deps: Pick<ChatServices, 'db' | 'clock' | 'keys' | 'typing'>,
  { config, logger }: ContextOptions,
): ChatServices {
  const { db } = deps;
  return {
    ...deps,
    messages: new MessageBatcher(db, config.deadlines.database.lock),
    deliveryReceipts: new DeliveryReceiptBatcher(db, logger),
    accessCache: new ConversationAccessCache(db),
    directConversations: new DirectConversationCache(),
    peers: new PeerCache(db),
  };
}

type RealtimeServices = Pick<
  Context,
  | 'tickets'
  | 'feed'
  | 'feedChannel'
  | 'userFeed'
  | 'userChannel'
  | 'userPresence'
  | 'typingStatuses'
>;

/** Services for WebSocket and SSE clients: tickets, event feeds, presence. */
function createRealtimeServices(
  options: ContextOptions,
  { db, keys, redis }: Pick<Context, 'db' | 'keys' | 'redis'>,
): RealtimeServices {
  const { config, logger, slowTimeoutMs = SLOW_SUBSCRIBER_TIMEOUT_MS } = options;
  const feedChannel = new FeedChannel(redis, `${config.redisKeyPrefix}:feed`, logger);
  const userChannel = new UserChannel(redis, config.redisKeyPrefix);
  const deps = { db, keys, logger, slowTimeoutMs };
  return {
    tickets: new SocketTickets(redis, config.redisKeyPrefix),
    feed: new Feed({ ...deps, channel: feedChannel }),
    feedChannel,
    userFeed: new UserFeed({ ...deps, channel: userChannel }),
    userChannel,
    ...createPresence(options, redis),
  };
}

function createPresence(
  { config, logger }: ContextOptions,
  redis: RedisConnection,
): Pick<Context, 'userPresence' | 'typingStatuses'> {
  const prefix = config.redisKeyPrefix;
  const channel = `${prefix}:presence`;
  const typingStatuses = new TypingStatuses(redis, prefix);
  const store = new PresenceStore(redis, prefix, channel);
  const presenceChannel = new PresenceChannel(redis, channel, logger);
  return {
    typingStatuses,
    userPresence: new UserPresence({
      store,
      channel: presenceChannel,
      typing: typingStatuses,
      logger,
    }),
  };
}
