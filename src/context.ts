import { Semaphore } from 'async-mutex';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig';
import { Authenticator } from './accounts/authenticator';
import type { Clock } from './clock';
import type { Config } from './config/config';
import type { Secrets } from './config/secrets';
import { ContentCipher } from './content-cipher';
import { ConversationKeys } from './conversation/conversation-keys';
import type { ConversationServices } from './conversation/conversation-services';
import { DeliveryBatcher } from './conversation/delivery-batcher';
import { KnownConversations } from './conversation/known-conversations';
import { KnownPairs } from './conversation/known-pairs';
import { KnownPeers } from './conversation/known-peers';
import { MessageBatcher } from './conversation/message-batcher';
import { SessionConversation } from './conversation/session-conversation';
import { SessionMembership } from './conversation/session-membership';
import type { Db } from './db/db';
import type { Logger } from './logger';
import { openFiles } from './files/open-files';
import type { FileServices } from './files/file-services';
import { OutboxNudge } from './outbox/outbox-nudge';
import { RateLimits } from './limits/rate-limits';
import { PresenceLine } from './presence/presence-line';
import { PresenceStore } from './presence/presence-store';
import { TypingStatuses } from './presence/typing-statuses';
import { UserPresence } from './presence/user-presence';
import { AblyNotifier } from './realtime/ably-notifier';
import { AblyPresence } from './realtime/ably-presence';
import { AblyTokenIssuer } from './realtime/ably-token-issuer';
import { Feed } from './realtime/feed';
import { FeedLine } from './realtime/feed-line';
import { PersonFeed } from './realtime/person-feed';
import { PersonLine } from './realtime/person-line';
import { SocketTickets } from './realtime/socket-tickets';
import { TypingAnnouncer } from './realtime/typing-announcer';
import type { PushServices } from './push/push-services';
import type { RetentionServices } from './retention/retention-services';
import type { SessionServices } from './sessions/session-services';

/** Everything that lives in a process, in one list. */
export interface Context {
  config: Config;
  logger: Logger;
  db: Db;
  redis: Redis;
  authenticator: Authenticator;
  jwtSecret: string;
  ablyKey: string;
  keys: ConversationKeys;
  notifier: AblyNotifier;
  presence: AblyPresence;
  tokens: AblyTokenIssuer;
  sessions: SessionServices;
  conversation: ConversationServices;
  files: FileServices;
  retention: RetentionServices;
  push: PushServices;
  limits: RateLimits;
  tickets: SocketTickets;
  feed: Feed;
  feedLine: FeedLine;
  personFeed: PersonFeed;
  personLine: PersonLine;
  userPresence: UserPresence;
  typingStatuses: TypingStatuses;
  clock: Clock;
  /** Ends all connections, the youngest first. */
  dispose(): Promise<void>;
}

export interface ContextOptions {
  config: Config;
  secrets: Secrets;
  clock: Clock;
  logger: Logger;
  /** How many connections to PostgreSQL at most. */
  poolSize?: number;
}

/** A reader at a socket that takes nothing for so long is dropped. */
const FEED_PATIENCE_MS = 15_000;

/** Bookings wait for each other's locks; so many of the pool's connections may be held by waiting. */
const BOOKINGS = 4;

/** Builds and connects everything, or rejects with the first thing that could not be reached. */
export async function createContext(options: ContextOptions): Promise<Context> {
  const { config, secrets, clock, logger } = options;
  const source = await createDataSource(config.databaseUrl ?? '', options.poolSize).initialize();
  const redis = connectRedis(config, logger);
  const nudge = new OutboxNudge(redis, config.redisKeyPrefix);
  const db: Db = { source, committed: nudge.committed };
  const ablyKey = secrets.ablyApiKey ?? '';
  const cipher = new ContentCipher(secrets.contentMasterKey);
  const keys = new ConversationKeys(cipher);
  const notifier = new AblyNotifier(ablyKey, config.ably, logger);
  const lines = openLines(options, { db, keys, redis });
  const { typingStatuses } = lines;
  const ways = { ably: notifier, line: lines.feedLine, statuses: typingStatuses };
  const typing = new TypingAnnouncer(ways, logger);
  const conversation = conversationServices({ db, clock, keys, typing }, logger);
  const { known } = conversation;
  const files = openFiles(options, conversation);
  return {
    config,
    logger,
    db,
    redis,
    clock,
    ablyKey,
    keys,
    notifier,
    jwtSecret: secrets.jwtSecret,
    authenticator: new Authenticator(db, secrets.jwtSecret),
    presence: new AblyPresence(ablyKey, config.ably),
    tokens: new AblyTokenIssuer(ablyKey, config.ably),
    sessions: sessionServices(config, { db, clock, cipher, keys }),
    conversation,
    files,
    retention: { db, clock, keys, known, files, rules: config.retention },
    push: { db, clock, cipher, origins: config.push.origins },
    limits: new RateLimits(config.limits, { redis, prefix: config.redisKeyPrefix }),
    ...lines,
    dispose: () => endAll({ ...lines, conversation, redis, source }),
  };
}

type Ended = Pick<Lines, 'feed' | 'personFeed' | 'userPresence'> &
  Pick<Context, 'conversation' | 'redis'> & { source: DataSource };

/** The youngest first: what is noted is kept while the database is there. */
async function endAll({ source, redis, conversation, ...lines }: Ended): Promise<void> {
  await lines.feed.stop();
  await conversation.deliveries.stop();
  await lines.personFeed.stop();
  lines.userPresence.stop();
  redis.disconnect();
  await source.destroy();
}

function sessionServices(
  { rules, demoPace }: Config,
  { keys, ...parts }: Pick<SessionServices, 'db' | 'clock' | 'cipher'> & Pick<Context, 'keys'>,
): SessionServices {
  const conversations = new SessionConversation(keys);
  return { ...parts, rules, demoPace, conversations, places: new Semaphore(BOOKINGS) };
}

function conversationServices(
  parts: Pick<ConversationServices, 'db' | 'clock' | 'keys' | 'typing'>,
  logger: Logger,
): ConversationServices {
  const { db } = parts;
  return {
    ...parts,
    memberships: new SessionMembership(db),
    messages: new MessageBatcher(db),
    deliveries: new DeliveryBatcher(db, logger),
    known: new KnownConversations(db),
    pairs: new KnownPairs(),
    peers: new KnownPeers(db),
  };
}

type Lines = Pick<
  Context,
  'tickets' | 'feed' | 'feedLine' | 'personFeed' | 'personLine' | 'userPresence' | 'typingStatuses'
>;

/** What those at sockets and streams need: a way in, and word of what happens. */
function openLines(
  options: ContextOptions,
  { db, keys, redis }: Pick<Context, 'db' | 'keys' | 'redis'>,
): Lines {
  const { config, logger } = options;
  const feedLine = new FeedLine(redis, `${config.redisKeyPrefix}:feed`, logger);
  const personLine = new PersonLine(redis, config.redisKeyPrefix);
  const needs = { db, keys, logger, patience: FEED_PATIENCE_MS };
  return {
    tickets: new SocketTickets(redis, config.redisKeyPrefix),
    feed: new Feed({ ...needs, line: feedLine }),
    feedLine,
    personFeed: new PersonFeed({ ...needs, line: personLine }),
    personLine,
    ...openPresence(options, redis),
  };
}

/** Who is there, and who types. */
function openPresence(
  { config, logger }: ContextOptions,
  redis: Redis,
): Pick<Context, 'userPresence' | 'typingStatuses'> {
  const prefix = config.redisKeyPrefix;
  const channel = `${prefix}:presence`;
  const typingStatuses = new TypingStatuses(redis, prefix);
  const store = new PresenceStore(redis, prefix, channel);
  const line = new PresenceLine(redis, channel, logger);
  return {
    typingStatuses,
    userPresence: new UserPresence({ store, line, typing: typingStatuses, logger }),
  };
}

/** A connection that fails at once while Redis is away: nothing here may wait for it. */
function connectRedis(config: Config, logger: Logger): Redis {
  const redis = new Redis(config.redisUrl ?? '', {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis is out of reach'));
  return redis;
}
