/** Bounds in milliseconds; see `docs/reliability.md`. */
export interface Bounds {
  /** p99 of how late sessions open. */
  opening: number;
  /** Longest time until a subscriber has a message. */
  message: number;
}

/** The rows of the table of bounds. */
export const BOUNDS = {
  calm: { opening: 1_000, message: 1_000 },
  kill: { opening: 3_000, message: 5_000 },
  freeze: { opening: 3_000, message: 10_000 },
  vanish: { opening: 3_000, message: 10_000 },
  moved: { opening: 10_000, message: 15_000 },
  clock: { opening: 1_000, message: 1_000 },
} as const satisfies Record<string, Bounds>;

export type BoundsName = keyof typeof BOUNDS;

interface FaultTraits {
  bounds: BoundsName;
  /** Milliseconds from the beginning to the end of the fault, recovery included where it takes time. */
  lasts: number;
  /** Which of two processes. */
  twins?: true;
  /** Shortened in a run of a few minutes. */
  long?: true;
  /** Lasts as long as `--freeze` says. */
  freezes?: true;
  /**
   * What is measured from the end of the fault: messages when what carries them is gone, openings as
   * well when it is the database, which has no spare.
   */
  fromEnd?: 'messages' | 'all';
}

const FREEZE_MS = 45_000;
const RESTART_MS = 3_000;

const FAULTS = {
  'kill-api': { bounds: 'kill', lasts: RESTART_MS, twins: true, fromEnd: 'messages' },
  'kill-worker': { bounds: 'kill', lasts: RESTART_MS, twins: true, fromEnd: 'messages' },
  'kill-postgres': { bounds: 'kill', lasts: RESTART_MS, fromEnd: 'all' },
  'kill-redis': { bounds: 'kill', lasts: RESTART_MS, fromEnd: 'messages' },
  'kill-ably': { bounds: 'kill', lasts: RESTART_MS, fromEnd: 'messages' },
  'flush-redis': { bounds: 'kill', lasts: 200, fromEnd: 'messages' },
  'away-redis': { bounds: 'kill', lasts: 6_000, fromEnd: 'messages' },
  'away-ably': { bounds: 'kill', lasts: 6_000, fromEnd: 'messages' },
  'cut-postgres': { bounds: 'kill', lasts: 200, fromEnd: 'all' },
  'cut-redis': { bounds: 'kill', lasts: 200, fromEnd: 'messages' },
  'cut-ably': { bounds: 'kill', lasts: 200, fromEnd: 'messages' },
  'cut-clients': { bounds: 'kill', lasts: 200, fromEnd: 'messages' },
  'full-disk': { bounds: 'kill', lasts: 5_000, fromEnd: 'all' },
  'freeze-redis': { bounds: 'freeze', lasts: FREEZE_MS, long: true, freezes: true },
  'freeze-worker': { bounds: 'freeze', lasts: FREEZE_MS, twins: true, long: true, freezes: true },
  'freeze-api': { bounds: 'freeze', lasts: FREEZE_MS, twins: true, long: true, freezes: true },
  'vanish-worker': { bounds: 'vanish', lasts: 20_000, twins: true, long: true },
  'vanish-api': { bounds: 'vanish', lasts: 20_000, twins: true, long: true },
  'ghost-redis': { bounds: 'vanish', lasts: 8_000, long: true },
  'stall-redis': { bounds: 'freeze', lasts: 4_000 },
  'ghost-postgres': { bounds: 'moved', lasts: 10_000, long: true },
  'stall-postgres': { bounds: 'moved', lasts: 4_000 },
  'swallow-answers': { bounds: 'moved', lasts: 3_000 },
  failover: { bounds: 'moved', lasts: 6_000, fromEnd: 'all' },
  'clock-ahead': { bounds: 'clock', lasts: 20_000, long: true },
  'clock-behind': { bounds: 'clock', lasts: 20_000, long: true },
} as const satisfies Record<string, FaultTraits>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

export const traitsOf = (kind: FaultKind): FaultTraits => FAULTS[kind];

/** The kinds that a name means: one kind, or every kind of a row of the table of bounds. */
export function kindsNamed(name: string): FaultKind[] {
  return FAULT_KINDS.filter((kind) => kind === name || traitsOf(kind).bounds === name);
}
