import { compileFilter, type MessageFilter } from './message-filter';

/** A channel as a client names it: `[filter=<base64>?rewind=1]name`, `[?rewind=1]name` or `name`. */
export interface QualifiedName {
  /** The name of the channel itself. */
  name: string;
  /** Attach parameters in the qualifier. */
  params: Record<string, string>;
  filter?: MessageFilter;
}

const QUALIFIED = /^\[(?:filter=([^\]?]+))?(?:\?([^\]]*))?\](.+)$/s;

/** Parses the name in a frame; throws 40010 for an invalid filter. */
export function parseQualifiedName(text: string): QualifiedName {
  const [, filter, params, name] = QUALIFIED.exec(text) ?? [];
  // `[meta]x`, `[]x` and the like stay whole: names in brackets are reserved.
  if (name === undefined || (filter === undefined && params === undefined)) {
    return { name: text, params: {} };
  }
  return {
    name,
    params: Object.fromEntries(new URLSearchParams(params)),
    ...(filter === undefined
      ? {}
      : { filter: compileFilter(Buffer.from(filter, 'base64').toString()) }),
  };
}

/** The channel to publish to; a filtered channel stays qualified, which makes it an invalid name. */
export function publishName(text: string): string {
  const { name, filter } = parseQualifiedName(text);
  return filter ? text : name;
}
