/** A part of a message: plain text, or a link. */
export interface TextPart {
  text: string;
  href?: string;
}

/**
 * Printable ASCII only, so that a link leads where it seems to: no look-alike letters, no right-to-left
 * text, no credentials before the host.
 */
const ADDRESS = /\bhttps?:\/\/[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:[/?#][!#-;=?-~]*)?/gi;
const TRAILING_PUNCTUATION = /[.,;:!?'")\]}>]+$/;
const AFTER_ADDRESS = /^[\s.,;:!?'"<)\]}>]/;

/** Finds web addresses; everything else, and everything suspicious, stays text. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING_PUNCTUATION, '');
    const end = match.index + address.length;
    const rest = text.slice(end);
    if (!isCompleteAddress(address) || (rest !== '' && !AFTER_ADDRESS.test(rest))) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href: address });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function isCompleteAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && hostname.includes('.');
}
