import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from '../users/user';
import type { SupportPriority } from '../../../enums';

/**
 * What a support room has besides its conversation, whose state is the room's: `open`, `resolved`
 * until the next message, or `closed`. Its figures are kept by whatever changes them.
 */
@Entity({ name: 'support_rooms' })
@Check('support_rooms_priority', `priority IN ('low', 'normal', 'high', 'urgent')`)
@Index('support_rooms_activity', ['lastActivityAt', 'conversationId'])
@Index('support_rooms_unread', ['teamUnread'], { where: 'team_unread > 0' })
export class SupportRoom {
  @ForeignKey(() => Conversation, { name: 'support_rooms_conversation_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'support_rooms_pkey' })
  conversationId!: string;

  @ForeignKey(() => User, { name: 'support_rooms_client_id_fkey' })
  @Index('support_rooms_client_id')
  @Column({ type: 'bigint' })
  clientId!: string;

  /** Who of the team answers here; null: whoever comes first. */
  @ForeignKey(() => User, { name: 'support_rooms_assigned_to_fkey' })
  @Column({ type: 'bigint', nullable: true })
  assignedTo!: string | null;

  /** The client's words, sealed as messages are. */
  @Column({ type: 'bytea', nullable: true })
  subject!: Buffer | null;

  @Index('support_rooms_by_priority')
  @Column({ type: 'text', default: 'normal' })
  priority!: SupportPriority;

  @Column({ type: 'timestamptz' })
  lastActivityAt!: Date;

  /** When anything but its messages last changed. */
  @Column({ type: 'timestamptz' })
  updatedAt!: Date;

  /** The client's messages that nobody of the team has read. */
  @Column({ type: 'integer', default: 0 })
  teamUnread!: number;

  @Column({ type: 'timestamptz', nullable: true })
  firstAnsweredAt!: Date | null;
}
