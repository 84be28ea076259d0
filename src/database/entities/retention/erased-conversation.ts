import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from '../chat/conversation';
import { ErasureRequest } from './erasure-request';

/** What a request destroyed of a conversation: an item of its certificate. */
@Entity({ name: 'erased_conversations' })
export class ErasedConversation {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'erased_conversations_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'erased_conversations_conversation_id_fkey',
  })
  conversation?: Conversation;

  @Index('erased_conversations_request_id')
  @Column({ type: 'bigint' })
  requestId!: string;

  @ManyToOne(() => ErasureRequest)
  @JoinColumn({
    name: 'request_id',
    foreignKeyConstraintName: 'erased_conversations_request_id_fkey',
  })
  request?: ErasureRequest;

  @Column({ type: 'integer' })
  messages!: number;

  @Column({ type: 'integer' })
  files!: number;

  @Column({ type: 'timestamptz' })
  erasedAt!: Date;
}
