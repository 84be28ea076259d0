import { z } from 'zod';

const BIGINT_MAX = 2n ** 63n - 1n;

/** Whether a text is the id of a row: a positive decimal within PostgreSQL's bigint. */
export function isRowId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= BIGINT_MAX;
}

/** A row id as a text of digits; `message` is the error text for anything else. */
export const rowId = (message: string): z.ZodString =>
  z.string(message).regex(/^[1-9]\d{0,17}$/, message);

/** A row id as a JSON number or in digits, normalised to text. */
export const numericRowId = (message: string): z.ZodType<string> =>
  z.union([z.int().positive(), rowId(message)], message).transform(String);

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
