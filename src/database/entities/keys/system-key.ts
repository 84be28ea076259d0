import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SystemKeyName } from '../../../enums';

/** A data key of the whole system, for values that belong to no conversation. */
@Entity({ name: 'system_keys' })
export class SystemKey {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'system_keys_pkey' })
  name!: SystemKeyName;

  /** Wrapped by a master key. */
  @Column({ type: 'bytea' })
  dataKey!: Buffer;
}
