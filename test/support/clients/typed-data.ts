import type { z } from 'zod';

/** A JSON object from the wire. */
export type JsonObject = Record<string, unknown>;

/** Clients look at the same frames again and again. */
const checked = new WeakSet<object>();

/** Checks data against a schema and types it; fields that the schema does not name are kept. */
export function typedData<Data>(schema: z.ZodType<Data>, data: unknown): Data {
  const isObject = typeof data === 'object' && data !== null;
  if (!isObject || !checked.has(data)) schema.parse(data);
  if (isObject) checked.add(data);
  return data as Data;
}
