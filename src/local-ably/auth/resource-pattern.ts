/** Tests whether a channel name matches a capability resource. */
export type ResourcePattern = (channel: string) => boolean;

const CHAT_SUFFIX = '::$chat';
const FAMILY = /^\[([^\]]+)\](.*)$/s;

/**
 * Parses a capability resource such as `chat:*`. A trailing `*` segment matches one or more
 * segments, any other exactly one; inside a segment the star is an ordinary character.
 */
export function resourcePattern(resource: string): ResourcePattern {
  const family = FAMILY.exec(resource);
  if (family?.[1] === '*') {
    const rest = segmentsPattern(family[2] ?? '');
    return (channel) => rest(FAMILY.exec(channel)?.[2] ?? channel);
  }
  if (family) {
    const rest = segmentsPattern(family[2] ?? '');
    return (channel) => {
      const found = FAMILY.exec(channel);
      return found?.[1] === family[1] && rest(found?.[2] ?? '');
    };
  }
  const ordinary = segmentsPattern(resource);
  return (channel) =>
    !channel.startsWith('[') &&
    (ordinary(channel) ||
      (channel.endsWith(CHAT_SUFFIX) && ordinary(channel.slice(0, -CHAT_SUFFIX.length))));
}

function segmentsPattern(resource: string): ResourcePattern {
  if (resource === '*') return () => true;
  const pattern = resource.split(':');
  if (!pattern.includes('*')) return (channel) => channel === resource;
  return (channel) => matchesSegments(pattern, channel.split(':'));
}

function matchesSegments(pattern: string[], segments: string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((segment, i) => segment === '*' || segment === segments[i]);
}

/** True when every channel that matches `narrow` also matches `wide`. */
export function resourceCovers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '[*]*') return true;
  const wideFamily = FAMILY.exec(wide);
  const narrowFamily = FAMILY.exec(narrow);
  if (wideFamily?.[1] !== '*' && wideFamily?.[1] !== narrowFamily?.[1]) return false;
  const pattern = (wideFamily?.[2] ?? wide).split(':');
  const segments = (narrowFamily?.[2] ?? narrow).split(':');
  if (pattern.at(-1) !== '*' && segments.at(-1) === '*') return false;
  return matchesSegments(pattern, segments);
}
