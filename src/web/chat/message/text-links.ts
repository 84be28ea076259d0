/** A stretch of a message: plain words, or an address that may be opened. */
export interface TextPart {
  text: string;
  href?: string;
}

/**
 * Printable ASCII alone, so that an address leads where it seems to lead: no look-alike letters,
 * no text that runs backwards, no name and password before the host.
 */
const ADDRESS = /\bhttps?:\/\/[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:[/?#][!#-;=?-~]*)?/gi;
const TRAILING_PUNCTUATION = /[.,;:!?'")\]}>]+$/;
const AFTER_ADDRESS = /^[\s.,;:!?'"<)\]}>]/;

/** Finds the web addresses in a message; everything else, and all that looks odd, stays words. */
export function splitLinks(text: string): TextPart[] {
  const found: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING_PUNCTUATION, '');
    const end = match.index + address.length;
    const rest = text.slice(end);
    if (!isCompleteAddress(address) || (rest !== '' && !AFTER_ADDRESS.test(rest))) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: address, href: address });
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

function isCompleteAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && hostname.includes('.');
}
