/** One line of the benchmark: what was measured, and the floor it is measured against. */
export interface Measurement {
  name: string;
  value: number;
  floor: number | null;
  /** value / floor; null where there is no floor. */
  ratio: number | null;
  unit: string;
}

export function measurement(
  name: string,
  unit: string,
  value: number,
  floor?: number,
): Measurement {
  return {
    name,
    value: round(value),
    floor: floor === undefined ? null : round(floor),
    ratio: floor === undefined ? null : round(value / floor),
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
