const MAX_CLIENTS = 1_000;

/** The clients of one name of an annotation type, with a count each. */
export interface Tally {
  clients: Map<string, number>;
  unidentified: number;
}

/** The summary of one annotation type in the shape of its method. */
export function summarize(
  method: string,
  names: ReadonlyMap<string, Tally>,
  forClientId?: string,
): unknown {
  if (method === 'total') return { total: sum(names.get(''), forClientId) };
  if (method === 'flag') return clientList(names.get(''), forClientId);
  const shape = method === 'multiple' ? clientCounts : clientList;
  const summary: Record<string, unknown> = {};
  for (const [name, tally] of names) {
    if (forClientId === undefined || tally.clients.has(forClientId)) {
      summary[name] = shape(tally, forClientId);
    }
  }
  return summary;
}

function clientsOf(tally: Tally | undefined, forClientId?: string): [string, number][] {
  const clients = [...(tally?.clients ?? [])];
  return forClientId === undefined ? clients : clients.filter(([id]) => id === forClientId);
}

function sum(tally: Tally | undefined, forClientId?: string): number {
  const identified = clientsOf(tally, forClientId).reduce((total, [, count]) => total + count, 0);
  return identified + (forClientId === undefined ? (tally?.unidentified ?? 0) : 0);
}

function clientList(
  tally: Tally | undefined,
  forClientId?: string,
): { total: number; clientIds: string[]; clipped: boolean } {
  const ids = clientsOf(tally, forClientId).map(([id]) => id);
  return {
    total: tally?.clients.size ?? 0,
    clientIds: ids.slice(0, MAX_CLIENTS),
    clipped: ids.length > MAX_CLIENTS,
  };
}

function clientCounts(tally: Tally, forClientId?: string): Record<string, unknown> {
  const clients = clientsOf(tally, forClientId);
  return {
    total: sum(tally),
    clientIds: Object.fromEntries(clients.slice(0, MAX_CLIENTS)),
    totalUnidentified: tally.unidentified,
    totalClientIds: tally.clients.size,
    clipped: clients.length > MAX_CLIENTS,
  };
}
