import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { countUnchained, findChainedEntries } from '../users/audit/audit-chain-repository';
import type { ChainedEntry } from '../users/audit/audit-chain-repository';

export interface AuditVerification {
  entries: number;
  /** Hash of the latest entry, as hexadecimal digits; kept elsewhere, it proves later what existed. */
  head: string;
  faults: string[];
}

const BATCH = 1_000;
const MAX_FAULTS = 100;

/**
 * Recomputes the hashes of the audit log from its first entry. An entry that was changed, removed,
 * inserted or put elsewhere is a fault, and so is a head of earlier that is not part of the chain: then
 * its end was cut off, or all of it was replaced.
 */
export async function verifyAudit(
  manager: EntityManager,
  { earlierHead }: { earlierHead?: string } = {},
): Promise<AuditVerification> {
  const faults: string[] = [];
  let [entries, position] = [0, '0'];
  let head: Buffer = Buffer.alloc(0);
  let isHeadFound = earlierHead === undefined;
  for (;;) {
    const batch = await findChainedEntries(manager, { after: position, limit: BATCH });
    for (const entry of batch) {
      const fault = faultOf(entry, { expected: BigInt(position) + 1n, previous: head });
      if (fault && faults.length < MAX_FAULTS) faults.push(fault);
      entries += 1;
      ({ hash: head, position } = entry);
      isHeadFound ||= entry.hash.toString('hex') === earlierHead;
    }
    if (batch.length < BATCH) break;
  }
  const unchained = await countUnchained(manager);
  if (unchained > 0) faults.push(`${unchained} entries are not part of the chain`);
  if (!isHeadFound) faults.push(`The chain does not contain the hash ${earlierHead}`);
  return { entries, head: head.toString('hex'), faults };
}

function faultOf(
  { position, entryId, hash, fields }: ChainedEntry,
  { expected, previous }: { expected: bigint; previous: Buffer },
): string | undefined {
  if (BigInt(position) !== expected) return `Position ${expected} of the chain is missing`;
  if (!fields) return `Entry ${entryId} was removed`;
  return hashOf(previous, fields).equals(hash) ? undefined : `Entry ${entryId} was changed`;
}

/** Same as the function `audit_hash` of the database. */
function hashOf(previous: Buffer, fields: string[]): Buffer {
  const text = fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join();
  return createHash('sha256').update(previous).update(text).digest();
}
