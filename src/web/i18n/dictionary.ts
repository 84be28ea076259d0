import type { id } from './id';

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };

/** The shape that every language fills, and no more. */
export type Dictionary = Words<typeof id>;
