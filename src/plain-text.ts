/** C0 and C1 but tab and line feed. */
// eslint-disable-next-line no-control-regex -- control characters are what it searches
const CONTROL_CHARACTERS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;
const ALL_CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTERS, 'g');

/**
 * Something a reader can see: no white space, no format character such as U+200B, no character that
 * Unicode says to ignore, and not the Braille pattern without dots.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Text as people read it, trimmed. Control characters are removed: pasted text has them, no reader sees
 * them, some terminals and files obey them, and PostgreSQL's text cannot hold NUL.
 */
export function toPlainText(text: string): string {
  return withLineFeeds(text).replace(ALL_CONTROL_CHARACTERS, '').trim();
}

/** Line breaks of every platform as line feeds. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** No control characters but tab and line feed. */
export function isPlainText(text: string): boolean {
  return !CONTROL_CHARACTERS.test(text);
}

export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
