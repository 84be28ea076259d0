import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';

/** Search index of 256 messages, encrypted with the conversation's key. */
@Entity({ name: 'search_blocks' })
export class SearchBlock {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'search_blocks_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'search_blocks_conversation_id_fkey',
  })
  conversation?: Conversation;

  /** 1: seq 1 to 256, 2: the next 256. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'search_blocks_pkey' })
  number!: number;

  /** Conversation revision before the block was read: later edits are read again. */
  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'bytea' })
  codes!: Buffer;
}
