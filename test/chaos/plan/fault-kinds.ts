/** Bounds in milliseconds; see `docs/reliability.md`. */
export interface Bounds {
  /** p99 of how late sessions open. */
  opening: number;
  /** Longest time until a subscriber has a message. */
  message: number;
}

export type BoundsName = 'calm' | 'gone' | 'frozen' | 'moved' | 'clock';

export const BOUNDS: Record<BoundsName, Bounds> = {
  calm: { opening: 1_000, message: 1_000 },
  gone: { opening: 3_000, message: 5_000 },
  frozen: { opening: 3_000, message: 10_000 },
  moved: { opening: 10_000, message: 15_000 },
  clock: { opening: 1_000, message: 1_000 },
};

interface FaultTraits {
  bounds: BoundsName;
  /** Milliseconds from the beginning to the end of the fault, recovery included where it takes time. */
  lasts: number;
  /** Which of two processes. */
  twins?: true;
  /** Shortened in a run of a few minutes. */
  long?: true;
  /**
   * What is measured from the end of the fault: messages when what carries them is gone, openings as
   * well when it is the database, which has no spare.
   */
  fromEnd?: 'messages' | 'all';
}

const FREEZE_MS = 45_000;
const RESTART_MS = 3_000;

const FAULTS = {
  'kill-api': { bounds: 'gone', lasts: RESTART_MS, twins: true, fromEnd: 'messages' },
  'kill-worker': { bounds: 'gone', lasts: RESTART_MS, twins: true, fromEnd: 'messages' },
  'kill-postgres': { bounds: 'gone', lasts: RESTART_MS, fromEnd: 'all' },
  'kill-redis': { bounds: 'gone', lasts: RESTART_MS, fromEnd: 'messages' },
  'kill-ably': { bounds: 'gone', lasts: RESTART_MS, fromEnd: 'messages' },
  'flush-redis': { bounds: 'gone', lasts: 200, fromEnd: 'messages' },
  'away-redis': { bounds: 'gone', lasts: 6_000, fromEnd: 'messages' },
  'away-ably': { bounds: 'gone', lasts: 6_000, fromEnd: 'messages' },
  'cut-postgres': { bounds: 'gone', lasts: 200, fromEnd: 'all' },
  'cut-redis': { bounds: 'gone', lasts: 200, fromEnd: 'messages' },
  'cut-ably': { bounds: 'gone', lasts: 200, fromEnd: 'messages' },
  'cut-clients': { bounds: 'gone', lasts: 200, fromEnd: 'messages' },
  'full-disk': { bounds: 'gone', lasts: 5_000, fromEnd: 'all' },
  'freeze-redis': { bounds: 'frozen', lasts: FREEZE_MS, long: true },
  'freeze-worker': { bounds: 'frozen', lasts: FREEZE_MS, twins: true, long: true },
  'freeze-api': { bounds: 'frozen', lasts: FREEZE_MS, twins: true, long: true },
  'vanish-worker': { bounds: 'frozen', lasts: 20_000, twins: true, long: true },
  'vanish-api': { bounds: 'frozen', lasts: 20_000, twins: true, long: true },
  'ghost-redis': { bounds: 'frozen', lasts: 8_000, long: true },
  'stall-redis': { bounds: 'frozen', lasts: 4_000 },
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
