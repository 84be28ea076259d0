import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';
import { Conversation } from './conversation';

/** A client's yes to one user who may be added to their group; used up by the joining. */
@Entity({ name: 'join_consents' })
export class JoinConsent {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'join_consents_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'join_consents_conversation_id_fkey',
  })
  conversation?: Conversation;

  /** Who may join. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'join_consents_pkey' })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'join_consents_user_id_fkey' })
  user?: User;

  @Column({ type: 'bigint' })
  clientId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'join_consents_client_id_fkey' })
  client?: User;

  @Column({ type: 'timestamptz' })
  givenAt!: Date;
}
