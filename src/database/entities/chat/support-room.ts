import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from '../users/user';
import type { SupportPriority } from '../../../enums';

/**
 * Data of a support room in addition to its conversation, whose state is the room's: `open`,
 * `resolved` until the next message, or `closed`. The counters are maintained by the writers.
 */
@Entity({ name: 'support_rooms' })
@Check('support_rooms_priority', `priority IN ('low', 'normal', 'high', 'urgent')`)
@Index('support_rooms_activity', ['lastActivityAt', 'conversationId'])
@Index('support_rooms_unread', ['teamUnread'], { where: 'team_unread > 0' })
export class SupportRoom {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'support_rooms_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'support_rooms_conversation_id_fkey',
  })
  conversation?: Conversation;

  @Index('support_rooms_client_id')
  @Column({ type: 'bigint' })
  clientId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'support_rooms_client_id_fkey' })
  client?: User;

  /** Assigned team member; null: unassigned. */
  @Column({ type: 'bigint', nullable: true })
  assignedTo!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'assigned_to', foreignKeyConstraintName: 'support_rooms_assigned_to_fkey' })
  assignee?: User | null;

  /** Encrypted like messages. */
  @Column({ type: 'bytea', nullable: true })
  subject!: Buffer | null;

  @Index('support_rooms_by_priority')
  @Column({ type: 'text', default: 'normal' })
  priority!: SupportPriority;

  @Column({ type: 'timestamptz' })
  lastActivityAt!: Date;

  /** Last change other than a message. */
  @Column({ type: 'timestamptz' })
  updatedAt!: Date;

  /** Client messages that the team has not read. */
  @Column({ type: 'integer', default: 0 })
  teamUnread!: number;

  @Column({ type: 'timestamptz', nullable: true })
  firstAnsweredAt!: Date | null;
}
