import type { EntityManager } from 'typeorm';

const KEY = 'lanes';

/** Notes on a transaction that it wrote to lanes of the outbox. */
export function recordDestinations(tx: EntityManager, lanes: readonly string[]): void {
  if (tx.queryRunner) tx.queryRunner.data[KEY] = new Set([...writtenDestinations(tx), ...lanes]);
}

/** The lanes that a transaction wrote to so far. */
export function writtenDestinations(tx: EntityManager): string[] {
  const noted: unknown = tx.queryRunner?.data[KEY];
  return noted instanceof Set ? [...(noted as Set<string>)] : [];
}
