import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
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

  @ForeignKey(() => User, { name: 'reply_templates_updated_by_fkey' })
  @Column({ type: 'bigint' })
  updatedBy!: string;

  @Column({ type: 'timestamptz' })
  updatedAt!: Date;
}
