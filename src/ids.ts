const BIGINT_MAX = 2n ** 63n - 1n;

/** A positive decimal within PostgreSQL's bigint. */
export function isRowId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= BIGINT_MAX;
}
