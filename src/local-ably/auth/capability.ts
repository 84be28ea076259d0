import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { resourceCovers, resourcePattern, type ResourcePattern } from './resource-pattern';

const OPERATIONS = [
  'subscribe',
  'publish',
  'presence',
  'history',
  'stats',
  'channel-metadata',
  'push-subscribe',
  'push-admin',
  'object-subscribe',
  'object-publish',
  'annotation-subscribe',
  'annotation-publish',
  'message-update-own',
  'message-update-any',
  'message-delete-own',
  'message-delete-any',
  'privileged-headers',
] as const;

/** An operation that a credential may allow on a channel. */
export type Operation = (typeof OPERATIONS)[number];

const VALID_OPERATIONS = new Set<string>([...OPERATIONS, '*']);

interface Grant {
  matches: ResourcePattern;
  all: boolean;
  operations: ReadonlySet<string>;
}

/** The operations that a credential allows, by resource (a channel name with wildcards). */
export class Capability {
  private readonly grants: Grant[];

  private constructor(readonly resources: ReadonlyMap<string, readonly string[]>) {
    this.grants = [...resources].map(([resource, operations]) => ({
      matches: resourcePattern(resource),
      all: operations.includes('*'),
      operations: new Set(operations),
    }));
  }

  /** Parses a capability; throws 40000 unless it maps resources to non-empty lists of operations. */
  static parse(text: unknown): Capability {
    let value: unknown = text;
    if (typeof text === 'string') {
      try {
        value = JSON.parse(text);
      } catch {
        throw invalid('it is not JSON');
      }
    }
    if (!isPlainObject(value)) throw invalid('it must be an object of resources and operations');
    const resources = new Map<string, string[]>();
    for (const [resource, operations] of Object.entries(value)) {
      resources.set(resource, checkOperations(resource, operations));
    }
    return new Capability(resources);
  }

  static readonly everything = Capability.parse({ '[*]*': ['*'] });
  static readonly ordinaryChannels = Capability.parse({ '*': ['*'] });

  /** True when an entry that matches the channel allows the operation. */
  allows(operation: Operation, channel: string): boolean {
    return this.grants.some(
      (grant) => (grant.all || grant.operations.has(operation)) && grant.matches(channel),
    );
  }

  /** True when the operation is allowed on any resource. */
  allowsAnywhere(operation: Operation): boolean {
    return this.grants.some((grant) => grant.all || grant.operations.has(operation));
  }

  /**
   * The capability that both allow: for each pair of overlapping resources, the narrower one with
   * the common operations.
   */
  intersect(other: Capability): Capability {
    const merged = new Map<string, Set<string>>();
    for (const [ours, ourOperations] of this.resources) {
      for (const [theirs, theirOperations] of other.resources) {
        const narrow = resourceCovers(theirs, ours)
          ? ours
          : resourceCovers(ours, theirs)
            ? theirs
            : undefined;
        if (narrow === undefined) continue;
        const both = commonOperations(ourOperations, theirOperations);
        if (both.length === 0) continue;
        merged.set(narrow, new Set([...(merged.get(narrow) ?? []), ...both]));
      }
    }
    const resources = new Map<string, string[]>();
    for (const resource of [...merged.keys()].sort()) {
      const operations = merged.get(resource) ?? new Set();
      resources.set(resource, operations.has('*') ? ['*'] : [...operations].sort());
    }
    return new Capability(resources);
  }

  get isEmpty(): boolean {
    return this.resources.size === 0;
  }

  /** The canonical text: resources and operations sorted. */
  toString(): string {
    const sorted = [...this.resources].sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(
      Object.fromEntries(
        sorted.map(([resource, operations]) => [resource, [...operations].sort()]),
      ),
    );
  }
}

function commonOperations(a: readonly string[], b: readonly string[]): readonly string[] {
  if (b.includes('*')) return a;
  if (a.includes('*')) return b;
  return a.filter((operation) => b.includes(operation));
}

function checkOperations(resource: string, operations: unknown): string[] {
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalid(`resource "${resource}" needs a list of at least one operation`);
  }
  for (const operation of operations) {
    if (typeof operation !== 'string' || !VALID_OPERATIONS.has(operation)) {
      const name = typeof operation === 'string' ? operation : typeof operation;
      throw invalid(`operation "${name}" of resource "${resource}" is unknown`);
    }
  }
  if (operations.length > 1 && operations.includes('*')) {
    throw invalid(`resource "${resource}" mixes "*" with other operations`);
  }
  return operations as string[];
}

function invalid(reason: string): AblyError {
  return new AblyError(40000, 400, `Invalid capability: ${reason}.`);
}
