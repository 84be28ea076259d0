import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';

/** Which of 256 messages may hold which words, sealed under the conversation's key. */
@Entity({ name: 'search_blocks' })
export class SearchBlock {
  @ForeignKey(() => Conversation, { name: 'search_blocks_conversation_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'search_blocks_pkey' })
  conversationId!: string;

  /** 1 for the messages with seq 1 to 256, 2 for the next. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'search_blocks_pkey' })
  number!: number;

  /** The conversation's revision before the messages were read: what was edited since is read anew. */
  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'bytea' })
  codes!: Buffer;
}
