import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** One result of a benchmark, printed as a line of JSON. */
export interface Measurement {
  name: string;
  value: number;
  /** The same work without the product; null where there is no baseline. */
  baseline: number | null;
  /** value / baseline. */
  ratio: number | null;
  unit: string;
}

export function measurement(
  name: string,
  unit: string,
  value: number,
  baseline?: number,
): Measurement {
  return {
    name,
    value: round(value),
    baseline: baseline === undefined ? null : round(baseline),
    ratio: baseline === undefined ? null : round(value / baseline),
    unit,
  };
}

export function median(values: number[]): number {
  return percentile(values, 50);
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** CPU time of a process so far. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
