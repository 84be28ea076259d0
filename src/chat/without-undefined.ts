type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields that are not undefined, so that a spread does not overwrite others with undefined. */
export function withoutUndefined<T extends object>(fields: T): Defined<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
