import { MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../../database/entities/users/audit-entry';
import { AuditLink } from '../../database/entities/users/audit-link';

/** A link with the fields of its entry as text; `fields` is null when the entry is gone. */
export interface ChainedEntry {
  position: string;
  entryId: string;
  hash: Buffer;
  fields: string[] | null;
}

/** In the order and form in which the trigger hashes them. */
const FIELDS = [
  'CAST(entry.id AS text)',
  `coalesce(CAST(entry.actorId AS text), 'operator ' || entry.operator)`,
  'entry.action',
  `coalesce(CAST(entry.subjectId AS text), '')`,
  `coalesce(CAST(entry.conversationId AS text), '')`,
  `coalesce(CAST(entry.personId AS text), '')`,
  `to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  `coalesce(entry.reason, '')`,
  `coalesce(entry.network, '')`,
];

export async function findChainedEntries(
  manager: EntityManager,
  { after, limit }: { after: string; limit: number },
): Promise<ChainedEntry[]> {
  const links = await manager.find(AuditLink, {
    where: { position: MoreThan(after) },
    order: { position: 'ASC' },
    take: limit,
  });
  const rows = await manager
    .createQueryBuilder(AuditEntry, 'entry')
    .select('entry.id', 'id')
    .addSelect(`ARRAY[${FIELDS.join()}]`, 'fields')
    .where('entry.id = ANY(:ids)', { ids: links.map(({ entryId }) => entryId) })
    .getRawMany<{ id: string; fields: string[] }>();
  const byId = new Map(rows.map(({ id, fields }) => [id, fields]));
  return links.map((link) => ({ ...link, fields: byId.get(link.entryId) ?? null }));
}

/** Entries that no link names: written while the trigger was off. */
export function countUnchained(manager: EntityManager): Promise<number> {
  return manager
    .createQueryBuilder(AuditEntry, 'entry')
    .leftJoin(AuditLink, 'link', 'link.entryId = entry.id')
    .where('link.position IS NULL')
    .getCount();
}
