/** Something that gives a threat away, wherever it stands. */
export interface Pattern {
  threat: string;
  expression: RegExp;
}

/** Longer than whatever a pattern matches, so that nothing is missed where two pieces meet. */
const OVERLAP = 4_096;

/**
 * Looks for patterns in what flows, piece by piece; returns the first one found. `onPiece` hears of
 * each piece as text of one character a byte, and at which byte it begins.
 */
export async function findPattern(
  stream: AsyncIterable<Buffer>,
  patterns: readonly Pattern[],
  { signal, onPiece }: { signal: AbortSignal; onPiece?: (text: string, at: number) => void },
): Promise<string | undefined> {
  let carried = '';
  let at = 0;
  for await (const bytes of stream) {
    signal.throwIfAborted();
    const text = carried + bytes.toString('latin1');
    onPiece?.(text, at - carried.length);
    const found = patterns.find(({ expression }) => expression.test(text));
    if (found) return found.threat;
    at += bytes.length;
    carried = text.slice(-OVERLAP);
  }
  return undefined;
}

/** What every virus scanner must find; in two halves, so that none finds this file. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(
  '',
);

/** In any file. */
export const IN_ANY_FILE: readonly Pattern[] = [
  {
    threat: 'Eicar-Test-Signature',
    expression: new RegExp(EICAR.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')),
  },
];

/** In pictures, which hold no text of a program. */
export const IN_IMAGES: readonly Pattern[] = [
  ...IN_ANY_FILE,
  { threat: 'Polyglot.Script', expression: /<script[\s>]|<\?php\s/i },
];
