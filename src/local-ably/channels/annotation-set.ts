import { AblyError } from '../protocol/ably-error';
import type { Annotation } from '../protocol/message';
import { payloadSize } from '../protocol/payload';
import { summarize, type Tally } from './annotation-summary';
import { jsonSize } from './read-message';

/** The counting method at the end of an annotation type. */
const METHOD = /:(total|flag|distinct|unique|multiple)\.v1$/;
const MAX_EVENTS = 10_000;
const EVENT_OVERHEAD = 400;
const TALLY_ENTRY = 120;

function methodOf(type: string): string | undefined {
  return METHOD.exec(type)?.[1];
}

/** Throws for annotations that their counting method cannot count. */
export function checkAnnotation(annotation: Annotation): void {
  const method = methodOf(annotation.type);
  const { name, clientId } = annotation;
  if (['flag', 'distinct', 'unique'].includes(method ?? '') && clientId === undefined) {
    throw new AblyError(40161, 401, `Annotation type "${annotation.type}" needs a clientId.`);
  }
  const creates = annotation.action === 0;
  if (creates && ['distinct', 'unique', 'multiple'].includes(method ?? '') && !name) {
    throw new AblyError(40000, 400, `Annotation type "${annotation.type}" needs a name.`);
  }
}

/** Approximate bytes of a stored annotation. */
export function annotationSize(annotation: Annotation): number {
  const { id, type, name, clientId, data, extras } = annotation;
  return (
    EVENT_OVERHEAD +
    id.length +
    type.length +
    (name?.length ?? 0) +
    (clientId?.length ?? 0) +
    payloadSize(data) +
    jsonSize(extras)
  );
}

/** The annotations of a message and their counts by type. */
export class AnnotationSet {
  readonly events: Annotation[] = [];
  private readonly types = new Map<string, Map<string, Tally>>();
  private eventBytes = 0;

  /** Approximate bytes. */
  get size(): number {
    let entries = 0;
    for (const names of this.types.values()) {
      for (const tally of names.values()) entries += 1 + tally.clients.size;
    }
    return this.eventBytes + entries * TALLY_ENTRY;
  }

  apply(annotation: Annotation): void {
    this.events.push(annotation);
    this.eventBytes += annotationSize(annotation);
    if (this.events.length > MAX_EVENTS) {
      const dropped = this.events.shift();
      if (dropped) this.eventBytes -= annotationSize(dropped);
    }
    if (annotation.action === 0) this.add(annotation);
    else this.remove(annotation);
  }

  private add({ type, name, clientId, count }: Annotation): void {
    const names = this.types.get(type) ?? new Map<string, Tally>();
    this.types.set(type, names);
    const method = methodOf(type);
    const byName = method === 'total' || method === 'flag' ? '' : (name ?? '');
    if (method === 'unique' && clientId !== undefined) {
      for (const other of names.keys()) if (other !== byName) drop(names, other, clientId);
    }
    const tally = names.get(byName) ?? { clients: new Map<string, number>(), unidentified: 0 };
    names.set(byName, tally);
    const weight = method === 'multiple' ? Math.max(1, count ?? 1) : 1;
    const counts = method === 'multiple' || method === 'total';
    if (clientId === undefined) tally.unidentified += weight;
    else tally.clients.set(clientId, (counts ? (tally.clients.get(clientId) ?? 0) : 0) + weight);
  }

  private remove({ type, name, clientId }: Annotation): void {
    const names = this.types.get(type);
    if (!names) return;
    const method = methodOf(type);
    if (method === 'total') {
      const tally = names.get('');
      if (tally) takeOne(tally, clientId);
      return;
    }
    for (const other of [...names.keys()]) {
      if (clientId !== undefined && (method === 'flag' || name === undefined || other === name)) {
        drop(names, other, clientId);
      }
    }
  }

  /** Counts by type, as in messages; with a clientId, those of one client. */
  summary(forClientId?: string): Record<string, unknown> {
    const summary: Record<string, unknown> = {};
    for (const [type, names] of this.types) {
      const method = methodOf(type);
      if (method !== undefined) summary[type] = summarize(method, names, forClientId);
    }
    return summary;
  }
}

function takeOne(tally: Tally, clientId: string | undefined): void {
  if (clientId === undefined) {
    tally.unidentified = Math.max(0, tally.unidentified - 1);
    return;
  }
  const left = (tally.clients.get(clientId) ?? 0) - 1;
  if (left > 0) tally.clients.set(clientId, left);
  else tally.clients.delete(clientId);
}

function drop(names: Map<string, Tally>, name: string, clientId: string): void {
  const tally = names.get(name);
  if (!tally) return;
  tally.clients.delete(clientId);
  if (tally.clients.size === 0 && tally.unidentified === 0) names.delete(name);
}
