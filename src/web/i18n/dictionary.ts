import type { id } from './id';

type Texts<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]> };

/** The shape every language must fill exactly. */
export type Dictionary = Texts<typeof id>;
