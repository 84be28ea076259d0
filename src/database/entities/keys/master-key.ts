import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A master key that wraps data keys of this database: its name, and a text under it. */
@Entity({ name: 'master_keys' })
export class MasterKey {
  /** Derived from the key, in hexadecimal. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'master_keys_pkey' })
  id!: string;

  /** A known text encrypted with the key: a process with another key does not start. */
  @Column({ type: 'bytea' })
  canary!: Buffer;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
