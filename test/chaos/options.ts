import { parseArgs } from 'node:util';
import { BOUNDS, FAULT_KINDS, kindsNamed } from './plan/fault-kinds';
import type { FaultKind } from './plan/fault-kinds';

export interface ChaosOptions {
  seed: number;
  sessions: number;
  minutes: number;
  /** Factor of the bounds for lateness: above 1 on a machine that is slow or busy. */
  slack: number;
  /** Seconds for which processes are frozen; undefined: as long as the run allows. */
  freeze: number | undefined;
  /** Kinds to choose from. */
  faults: readonly FaultKind[];
}

const USAGE =
  'Usage: npm run chaos -- [--seed 1] [--sessions 600] [--minutes 30] [--slack 1] ' +
  '[--freeze 45] [--faults kill-worker,freeze,…]';

const OPTIONS = {
  seed: { type: 'string' },
  sessions: { type: 'string', default: '600' },
  minutes: { type: 'string', default: '30' },
  slack: { type: 'string', default: '1' },
  freeze: { type: 'string' },
  faults: { type: 'string' },
} as const;

const MIN_MINUTES = 1;

/** Without `--seed`, `randomSeed` is used. */
export function readOptions(args: string[], randomSeed: number): ChaosOptions {
  const values = parse(args);
  const seed = numberOf('seed', values.seed ?? String(randomSeed));
  const sessions = numberOf('sessions', values.sessions);
  const minutes = numberOf('minutes', values.minutes);
  const slack = numberOf('slack', values.slack);
  const freeze = values.freeze === undefined ? undefined : numberOf('freeze', values.freeze);
  if (!Number.isInteger(seed) || !Number.isInteger(sessions) || sessions < 1) {
    throw new Error(`--seed and --sessions must be whole numbers. ${USAGE}`);
  }
  if (minutes < MIN_MINUTES || slack < 1) {
    throw new Error(`--minutes and --slack must be at least 1. ${USAGE}`);
  }
  if (freeze !== undefined && freeze < 1) {
    throw new Error(`--freeze must be at least 1 (second). ${USAGE}`);
  }
  return { seed, sessions, minutes, slack, freeze, faults: faultsOf(values.faults) };
}

/** The command that repeats a run. */
export function commandOf(options: ChaosOptions): string {
  const { seed, sessions, minutes, slack, freeze, faults } = options;
  const optional = [
    slack === 1 ? '' : ` --slack ${slack}`,
    freeze === undefined ? '' : ` --freeze ${freeze}`,
    faults.length === FAULT_KINDS.length ? '' : ` --faults ${faults.join()}`,
  ].join('');
  return `npm run chaos -- --seed ${seed} --sessions ${sessions} --minutes ${minutes}${optional}`;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. ${USAGE}`, { cause: error });
  }
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new Error(`--${name} must be a number, not "${text}". ${USAGE}`);
  }
  return value;
}

function faultsOf(text: string | undefined): readonly FaultKind[] {
  if (text === undefined) return FAULT_KINDS;
  const chosen = new Set(
    text.split(',').flatMap((name) => {
      const kinds = kindsNamed(name);
      if (kinds.length > 0) return kinds;
      const known = [...Object.keys(BOUNDS).slice(1), ...FAULT_KINDS];
      throw new Error(`--faults: ${name} is none of ${known.join(', ')}`);
    }),
  );
  return [...chosen];
}
