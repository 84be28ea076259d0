import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The VAPID key pair of this system; the private key is encrypted. */
@Entity({ name: 'push_keys' })
@Check('push_keys_single', 'id = 1')
export class PushKey {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'push_keys_pkey' })
  id!: number;

  @Column({ type: 'text' })
  publicKey!: string;

  /** Wrapped by the master key. */
  @Column({ type: 'bytea' })
  dataKey!: Buffer;

  @Column({ type: 'bytea' })
  privateKey!: Buffer;
}
