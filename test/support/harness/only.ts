/** The only element of a list. */
export function only<Item>(list: readonly Item[]): Item {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`${list.length} instead of one`);
  return first;
}
