import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../users/user';

/** A prepared reply of the team. */
@Entity({ name: 'reply_templates' })
export class ReplyTemplate {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'reply_templates_pkey',
  })
  id!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  content!: string;

  @Column({ type: 'bigint' })
  updatedBy!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'updated_by', foreignKeyConstraintName: 'reply_templates_updated_by_fkey' })
  updatedByUser?: User;

  @Column({ type: 'timestamptz' })
  updatedAt!: Date;
}
