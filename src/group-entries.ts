/** The values of each key, both in the order of the entries. */
export function groupEntries<Value>(
  entries: readonly (readonly [string, Value])[],
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const [key, value] of entries) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
