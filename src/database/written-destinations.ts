import type { EntityManager } from 'typeorm';

const KEY = 'destinations';

/** Records on the transaction which outbox destinations it wrote to. */
export function recordDestinations(tx: EntityManager, destinations: readonly string[]): void {
  if (tx.queryRunner)
    tx.queryRunner.data[KEY] = new Set([...writtenDestinations(tx), ...destinations]);
}

export function writtenDestinations(tx: EntityManager): string[] {
  const recorded: unknown = tx.queryRunner?.data[KEY];
  return recorded instanceof Set ? [...(recorded as Set<string>)] : [];
}
