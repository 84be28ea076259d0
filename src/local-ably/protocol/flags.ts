/** State bits of ATTACHED; `ATTACH_RESUME` is a bit of ATTACH. */
export const Flag = {
  HAS_PRESENCE: 1 << 0,
  HAS_BACKLOG: 1 << 1,
  RESUMED: 1 << 2,
  ATTACH_RESUME: 1 << 5,
} as const;

/** Channel mode bits, requested in ATTACH and granted in ATTACHED. */
export const Mode = {
  PRESENCE: 1 << 16,
  PUBLISH: 1 << 17,
  SUBSCRIBE: 1 << 18,
  PRESENCE_SUBSCRIBE: 1 << 19,
  ANNOTATION_PUBLISH: 1 << 21,
  ANNOTATION_SUBSCRIBE: 1 << 22,
} as const;

/** Modes granted by default; raw annotations must be requested. */
export const DEFAULT_MODES =
  Mode.PRESENCE | Mode.PUBLISH | Mode.SUBSCRIBE | Mode.PRESENCE_SUBSCRIBE | Mode.ANNOTATION_PUBLISH;

const ALL_MODES = DEFAULT_MODES | Mode.ANNOTATION_SUBSCRIBE;

/** The mode bits in the flags of an ATTACH; 0 when none is requested. */
export function modesOfFlags(flags: number): number {
  return flags & ALL_MODES;
}

/** Parses the attach parameter `modes` (`publish,subscribe`); ignores unknown names. */
export function modesOfNames(names: string): number {
  let modes = 0;
  for (const name of names.split(',')) {
    const key = name.trim().toUpperCase().replaceAll('-', '_');
    modes |= (Mode as Record<string, number>)[key] ?? 0;
  }
  return modes;
}
