import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Chains an entry of the audit log to the one before; written by a trigger of `audit_log` only. */
@Entity({ name: 'audit_chain' })
export class AuditLink {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_chain_pkey' })
  position!: string;

  @Index('audit_chain_entry_id', { unique: true })
  @Column({ type: 'bigint' })
  entryId!: string;

  /** SHA-256 of the hash before and the fields of the entry. */
  @Column({ type: 'bytea' })
  hash!: Buffer;
}
