/** A text that was stored, sent or logged, with its location. */
export interface StoredText {
  location: string;
  text: string;
}

/** Finds the texts that contain a secret: plain, escaped, hex, decimal or base64. */
export function findPlaintext(secret: string | Buffer, texts: StoredText[]): string[] {
  const encodings = [
    ...encodingsOfBytes(Buffer.from(secret)),
    ...(typeof secret === 'string' ? encodingsOfText(secret) : []),
  ];
  return texts
    .filter(({ text }) => {
      const lower = text.toLowerCase();
      return encodings.some(({ form, anyCase }) => (anyCase ? lower : text).includes(form));
    })
    .map(({ location, text }) => `${String(secret)} in ${location}: ${text.slice(0, 200)}`);
}

interface Encoded {
  form: string;
  /** False for base64, which is case-sensitive. */
  anyCase: boolean;
}

function encodingsOfText(secret: string): Encoded[] {
  const codes = [...secret].map((character) =>
    character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
  return [
    { form: secret.toLowerCase(), anyCase: true },
    { form: codes.map((code) => `\\u${code}`).join(''), anyCase: true },
    { form: encodeURIComponent(secret).toLowerCase(), anyCase: true },
  ];
}

function encodingsOfBytes(bytes: Buffer): Encoded[] {
  return [
    { form: bytes.toString('hex'), anyCase: true },
    // A Buffer in JSON.
    { form: bytes.join(','), anyCase: true },
    // The text before a secret shifts its base64 by 0, 1 or 2 bytes.
    ...[0, 1, 2].flatMap((shift) =>
      (['base64', 'base64url'] as const).map((encoding) => ({
        form: innerBase64(bytes, shift, encoding),
        anyCase: false,
      })),
    ),
  ];
}

/** The base64 digits that depend only on the secret, not on the text around it. */
function innerBase64(secret: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(shift), secret])
    .toString(encoding)
    .replace(/=+$/, '');
  const whole = Math.floor(((shift + secret.length) * 8) / 6);
  return text.slice(Math.ceil((shift * 8) / 6), whole);
}
