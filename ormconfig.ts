import 'reflect-metadata';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { readEnv } from './src/config/env';
import { AuditEntry } from './src/db/entities/audit-entry';
import { CareAssignment } from './src/db/entities/care-assignment';
import { ChatSession } from './src/db/entities/chat-session';
import { Conversation } from './src/db/entities/conversation';
import { ConversationDetails } from './src/db/entities/conversation-details';
import { ConversationMember } from './src/db/entities/conversation-member';
import { ConversationTotal } from './src/db/entities/conversation-total';
import { Counseling } from './src/db/entities/counseling';
import { EndedSignIn } from './src/db/entities/ended-sign-in';
import { File } from './src/db/entities/file';
import { FileBlob } from './src/db/entities/file-blob';
import { Message } from './src/db/entities/message';
import { MessageEdit } from './src/db/entities/message-edit';
import { MessageReaction } from './src/db/entities/message-reaction';
import { Notification } from './src/db/entities/notification';
import { OutboxEventRow } from './src/db/entities/outbox-event';
import { PushDelivery } from './src/db/entities/push-delivery';
import { PushKey } from './src/db/entities/push-key';
import { PushPreference } from './src/db/entities/push-preference';
import { PushSubscription } from './src/db/entities/push-subscription';
import { ReadRange } from './src/db/entities/read-range';
import { ReplyTemplate } from './src/db/entities/reply-template';
import { SearchBlock } from './src/db/entities/search-block';
import { SessionStep } from './src/db/entities/session-step';
import { SessionSummary } from './src/db/entities/session-summary';
import { SupportRoom } from './src/db/entities/support-room';
import { TimeOff } from './src/db/entities/time-off';
import { User } from './src/db/entities/user';
import { WeeklyHours } from './src/db/entities/weekly-hours';
import { WorkerHeartbeat } from './src/db/entities/worker-heartbeat';
import { SnakeCaseNaming } from './src/db/snake-case-naming';

const ENTITIES = [
  AuditEntry,
  CareAssignment,
  ChatSession,
  Conversation,
  ConversationDetails,
  ConversationMember,
  ConversationTotal,
  Counseling,
  EndedSignIn,
  File,
  FileBlob,
  Message,
  MessageEdit,
  MessageReaction,
  Notification,
  OutboxEventRow,
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
  TimeOff,
  User,
  WeeklyHours,
  WorkerHeartbeat,
];

/** The one description of the database: for the app, the tests and the TypeORM command. */
export function createDataSource(url: string, poolSize = 10): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: [join(__dirname, 'migrations', '*.{ts,js}')],
    namingStrategy: new SnakeCaseNaming(),
    poolSize,
    // Also how long a call waits for a free connection: in a rush it is better served late than refused.
    extra: { application_name: 'ruang-diri', connectionTimeoutMillis: 10_000 },
  });
}

/** What the TypeORM command line reads. */
export default createDataSource(
  readEnv()['DATABASE_URL'] ?? 'postgres://127.0.0.1:5432/ruang_diri',
);
