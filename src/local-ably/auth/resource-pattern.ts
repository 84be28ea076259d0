/** Tests whether a channel name falls under a capability resource. */
export type ResourcePattern = (channel: string) => boolean;

const CHAT_SUFFIX = '::$chat';
const FAMILY = /^\[([^\]]+)\](.*)$/s;

/**
 * Reads a capability resource such as `chat:*`. A trailing `*` segment stands for one or more
 * segments, one in the middle for exactly one; inside a segment the star is an ordinary letter.
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
  const wanted = resource.split(':');
  if (!wanted.includes('*')) return (channel) => channel === resource;
  const open = wanted.at(-1) === '*';
  return (channel) => {
    const given = channel.split(':');
    if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
    return wanted.every((segment, i) => segment === '*' || segment === given[i]);
  };
}

/** True when every channel under `narrow` is also under `wide`. */
export function resourceCovers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '[*]*') return true;
  const wideFamily = FAMILY.exec(wide);
  const narrowFamily = FAMILY.exec(narrow);
  if (wideFamily?.[1] !== '*' && wideFamily?.[1] !== narrowFamily?.[1]) return false;
  const wanted = (wideFamily?.[2] ?? wide).split(':');
  const given = (narrowFamily?.[2] ?? narrow).split(':');
  const open = wanted.at(-1) === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  if (!open && given.at(-1) === '*') return false;
  return wanted.every((segment, i) => segment === '*' || segment === given[i]);
}
