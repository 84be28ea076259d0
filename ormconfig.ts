import 'reflect-metadata';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { DatabaseDeadlines } from './src/config/deadlines';
import { readEnv } from './src/config/env';
import { connectionOptions } from './src/database/connection-options';
import { AuditLink } from './src/database/entities/users/audit-link';
import { AuditEntry } from './src/database/entities/users/audit-entry';
import { BookingSettings } from './src/database/entities/sessions/booking-settings';
import { CalendarFeed } from './src/database/entities/sessions/calendar-feed';
import { CareAssignment } from './src/database/entities/users/care-assignment';
import { ChatSession } from './src/database/entities/sessions/chat-session';
import { Conversation } from './src/database/entities/chat/conversation';
import { ConversationDetails } from './src/database/entities/chat/conversation-details';
import { ConversationMember } from './src/database/entities/chat/conversation-member';
import { Counseling } from './src/database/entities/sessions/counseling';
import { DateHours } from './src/database/entities/sessions/date-hours';
import { AccessRevocation } from './src/database/entities/users/access-revocation';
import { EndedSignIn } from './src/database/entities/users/ended-sign-in';
import { ErasedConversation } from './src/database/entities/retention/erased-conversation';
import { ErasureRequest } from './src/database/entities/retention/erasure-request';
import { File } from './src/database/entities/files/file';
import { FileBlob } from './src/database/entities/files/file-blob';
import { MasterKey } from './src/database/entities/keys/master-key';
import { IdempotencyKey } from './src/database/entities/requests/idempotency-key';
import { JoinConsent } from './src/database/entities/chat/join-consent';
import { Message } from './src/database/entities/chat/message';
import { MessageEdit } from './src/database/entities/chat/message-edit';
import { MessageReaction } from './src/database/entities/chat/message-reaction';
import { Notification } from './src/database/entities/sessions/notification';
import { OutboxEventRow } from './src/database/entities/delivery/outbox-event';
import { OutboxLease } from './src/database/entities/delivery/outbox-lease';
import { PasswordLink } from './src/database/entities/users/password-link';
import { PushDelivery } from './src/database/entities/delivery/push-delivery';
import { PushKey } from './src/database/entities/delivery/push-key';
import { PushPreference } from './src/database/entities/delivery/push-preference';
import { PushSubscription } from './src/database/entities/delivery/push-subscription';
import { ReadRange } from './src/database/entities/chat/read-range';
import { ReplyTemplate } from './src/database/entities/chat/reply-template';
import { SearchBlock } from './src/database/entities/chat/search-block';
import { SessionStep } from './src/database/entities/sessions/session-step';
import { SessionSummary } from './src/database/entities/chat/session-summary';
import { SupportRoom } from './src/database/entities/chat/support-room';
import { SystemKey } from './src/database/entities/keys/system-key';
import { TimeOff } from './src/database/entities/sessions/time-off';
import { User } from './src/database/entities/users/user';
import { WeeklyHours } from './src/database/entities/sessions/weekly-hours';
import { WorkerHeartbeat } from './src/database/entities/delivery/worker-heartbeat';
import { WorkerOutage } from './src/database/entities/delivery/worker-outage';
import { MigratingDataSource } from './src/database/migrating-data-source';
import { ZoneCorrection } from './src/database/entities/sessions/zone-correction';
import { SnakeCaseNaming } from './src/database/snake-case-naming';

const ENTITIES = [
  AuditEntry,
  AuditLink,
  BookingSettings,
  CalendarFeed,
  CareAssignment,
  ChatSession,
  Conversation,
  ConversationDetails,
  ConversationMember,
  Counseling,
  DateHours,
  AccessRevocation,
  EndedSignIn,
  ErasedConversation,
  ErasureRequest,
  File,
  FileBlob,
  IdempotencyKey,
  MasterKey,
  JoinConsent,
  Message,
  MessageEdit,
  MessageReaction,
  Notification,
  OutboxEventRow,
  OutboxLease,
  PasswordLink,
  PushDelivery,
  PushKey,
  PushPreference,
  PushSubscription,
  ReadRange,
  ReplyTemplate,
  SearchBlock,
  SessionStep,
  SessionSummary,
  SupportRoom,
  SystemKey,
  TimeOff,
  User,
  WeeklyHours,
  WorkerHeartbeat,
  WorkerOutage,
  ZoneCorrection,
];

/** Data source of the app, the tests and the TypeORM CLI. Migrations run without deadlines. */
export function createDataSource(
  url: string,
  poolSize = 10,
  deadlines?: DatabaseDeadlines,
  onConnect?: Parameters<typeof connectionOptions>[1],
): DataSource {
  return new MigratingDataSource({
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: [join(__dirname, 'migrations', '**', '*.{ts,js}')],
    namingStrategy: new SnakeCaseNaming(),
    poolSize,
    extra: connectionOptions(deadlines, onConnect),
  });
}

/** For the TypeORM CLI. */
export default createDataSource(
  readEnv()['DATABASE_URL'] ?? 'postgres://127.0.0.1:5432/ruang_diri',
);
