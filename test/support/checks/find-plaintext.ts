/** Something that was kept, sent or printed, and where. */
export interface StoredText {
  location: string;
  text: string;
}

/** The traces in which a word, or a key, can be read: as it is, escaped, or as digits of any kind. */
export function findPlaintext(word: string | Buffer, traces: StoredText[]): string[] {
  const spellings = [
    ...spellingsOfBytes(Buffer.from(word)),
    ...(typeof word === 'string' ? spellingsOfText(word) : []),
  ];
  return traces
    .filter(({ text }) => {
      const lower = text.toLowerCase();
      return spellings.some(({ form, anyCase }) => (anyCase ? lower : text).includes(form));
    })
    .map(({ location: place, text }) => `${String(word)} in ${place}: ${text.slice(0, 200)}`);
}

interface Spelling {
  form: string;
  /** Whether upper and lower case are the same; they are not in base64. */
  anyCase: boolean;
}

function spellingsOfText(word: string): Spelling[] {
  const codes = [...word].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0'));
  return [
    { form: word.toLowerCase(), anyCase: true },
    { form: codes.map((code) => `\\u${code}`).join(''), anyCase: true },
    { form: encodeURIComponent(word).toLowerCase(), anyCase: true },
  ];
}

function spellingsOfBytes(bytes: Buffer): Spelling[] {
  return [
    { form: bytes.toString('hex'), anyCase: true },
    // As JSON writes a Buffer.
    { form: bytes.join(','), anyCase: true },
    // What stands before a word in a longer text shifts its base64 by none, one or two bytes.
    ...[0, 1, 2].flatMap((shift) =>
      (['base64', 'base64url'] as const).map((encoding) => ({
        form: base64Inside(bytes, shift, encoding),
        anyCase: false,
      })),
    ),
  ];
}

/** The base64 digits that depend on the word alone, whatever surrounds it. */
function base64Inside(word: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(shift), word])
    .toString(encoding)
    .replace(/=+$/, '');
  const whole = Math.floor(((shift + word.length) * 8) / 6);
  return text.slice(Math.ceil((shift * 8) / 6), whole);
}
