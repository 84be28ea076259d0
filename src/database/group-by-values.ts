interface Update<Values> {
  id: string;
  values: Values;
}

/** Groups rows that get the same values: one UPDATE writes a whole group. */
export function groupByValues<Values extends object>(
  updates: readonly Update<Values>[],
): { ids: string[]; values: Values }[] {
  const groups = new Map<string, { ids: string[]; values: Values }>();
  for (const { id, values } of updates) {
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group) group.ids.push(id);
    else groups.set(key, { ids: [id], values });
  }
  return [...groups.values()];
}
