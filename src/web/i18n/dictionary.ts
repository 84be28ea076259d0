import type { id } from './id';

type Texts<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]> };

/** The shape that every language fills, and no more. */
export type Dictionary = Texts<typeof id>;
