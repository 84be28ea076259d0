/**
 * What was typed or pasted, without control characters other than tabs and line breaks: the API refuses
 * them, and no one sees which of them a pasted text has.
 */
export function typedText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it searches
  return text.replace(/[\0-\b\v-\x1f\x7f-\x9f]/g, '');
}
