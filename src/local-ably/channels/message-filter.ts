import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';

/** The fields of a message that filters compare. */
export interface FilteredMessage {
  name?: string;
  extras?: Record<string, unknown>;
}

export type MessageFilter = (message: FilteredMessage) => boolean;

/** `name`, `headers.x` or `headers."any text"`. */
const FIELD = /\s*(?:name|headers\.(?:([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*")))\s*==/y;
/** A JSON literal in backticks, or raw text in single quotes. */
const LITERAL = /\s*(?:`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)')\s*/y;
const AND = /&&/y;

/**
 * Compiles the filter of a channel: the part of JMESPath that compares `name` and `headers.x` with
 * literals by `==`, joined by `&&`. Throws 40010 for anything else.
 */
export function compileFilter(expression: string): MessageFilter {
  const comparisons: MessageFilter[] = [];
  const text = new Cursor(expression);
  do {
    comparisons.push(readComparison(text));
  } while (text.match(AND));
  if (!text.isAtEnd) throw unsupported(expression);
  return (message) => comparisons.every((holds) => holds(message));
}

function readComparison(text: Cursor): MessageFilter {
  const field = text.match(FIELD);
  const literal = field && text.match(LITERAL);
  if (!field || !literal) throw unsupported(text.source);
  const [, plainHeader, quotedHeader] = field;
  const header =
    quotedHeader === undefined ? plainHeader : (parseJson(text, quotedHeader) as string);
  const [, json, raw = ''] = literal;
  const value =
    json === undefined ? raw.replaceAll("\\'", "'") : parseJson(text, json.replaceAll('\\`', '`'));
  if (header === undefined) return ({ name }) => name === value;
  return ({ extras }) => {
    const headers = extras?.['headers'];
    return isPlainObject(headers) && headers[header] === value;
  };
}

function parseJson({ source }: Cursor, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw unsupported(source);
  }
}

function unsupported(expression: string): AblyError {
  return new AblyError(
    40010,
    400,
    `Invalid channel filter "${expression.slice(0, 80)}": compare name or headers.x with a literal, ` +
      'as in name == `"text"` && headers.x == `1`.',
  );
}

/** Reads a text from its start by sticky patterns. */
class Cursor {
  private position = 0;

  constructor(readonly source: string) {}

  get isAtEnd(): boolean {
    return this.position === this.source.length;
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source);
    if (found) this.position = pattern.lastIndex;
    return found ?? undefined;
  }
}
