import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';

/** Search index of 256 messages, encrypted with the conversation's key. */
@Entity({ name: 'search_blocks' })
export class SearchBlock {
  @ForeignKey(() => Conversation, { name: 'search_blocks_conversation_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'search_blocks_pkey' })
  conversationId!: string;

  /** 1: seq 1 to 256, 2: the next 256. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'search_blocks_pkey' })
  number!: number;

  /** Conversation revision before the block was read: later edits are read again. */
  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'bytea' })
  codes!: Buffer;
}
