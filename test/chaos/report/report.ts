import type { CheckedInvariant } from '../invariants/check-invariants';
import type { Evidence } from '../invariants/evidence';
import type { FaultKind } from '../plan/fault-kinds';
import type { LatenessRow, Summary } from './lateness';

const MAX_SHOWN = 10;

/** The lateness of calm and of each kind of fault, against the bounds without slack. */
export function latenessTable(rows: readonly LatenessRow[]): string {
  const head = ['fault', 'times', 'openings', 'p99 (bound)', 'messages', 'p99', 'worst (bound)'];
  const lines = rows.map(({ fault, times, openings, messages, bounds }) => [
    fault,
    String(times),
    String(openings.count),
    measured(openings, openings.p99, bounds.opening),
    String(messages.count),
    messages.count === 0 ? '' : seconds(messages.p99),
    measured(messages, messages.worst, bounds.message),
  ]);
  return markdownTable([head, ...lines]);
}

/** What to look for in the logs. */
export function worstOfExceeded(rows: readonly LatenessRow[]): string {
  return rows
    .flatMap(({ fault, openings, messages, bounds }) => [
      ...(openings.p99 > bounds.opening ? [`${fault}: ${openings.worstOf}`] : []),
      ...(messages.worst > bounds.message ? [`${fault}: ${messages.worstOf}`] : []),
    ])
    .map((text) => `worst of ${text}\n`)
    .join('');
}

function measured({ count }: Summary, ms: number, bound: number): string {
  if (count === 0) return '';
  const over = ms > bound ? ' OVER' : '';
  return `${seconds(ms)} (${seconds(bound)})${over}`;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;

function markdownTable(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = line(head.map((_, column) => '-'.repeat(widths?.[column] ?? 0)));
  return [line(head), rule, ...body.map(line)].join('\n');
}

export function summaryOfRun(
  { sent, stored, sessions, subscribers, bookings }: Evidence,
  { unbooked, skipped }: { unbooked: string[]; skipped: ReadonlyMap<FaultKind, string> },
): string {
  const count = (state: string): number => sent.filter((one) => one.state === state).length;
  const completed = sessions.filter(({ status }) => status === 'completed').length;
  const received = subscribers.reduce((sum, one) => sum + one.received.length, 0);
  return [
    `${sessions.length} sessions, ${completed} completed; ${unbooked.length} of ${bookings.length} ` +
      'could not be booked in time',
    `${sent.length} messages: ${count('accepted')} accepted, ${count('refused')} refused, ` +
      `${count('unknown')} without an answer; ${stored.length} stored, system messages included`,
    `${subscribers.length} subscribers received ${received} messages`,
    ...[...skipped].map(([kind, reason]) => `skipped: ${kind}, because ${reason}`),
  ].join('\n');
}

/** One line per invariant, with its first violations. */
export function invariantLines(checked: readonly CheckedInvariant[]): string {
  return checked
    .flatMap(({ name, violations }) => [
      `${violations.length === 0 ? 'holds   ' : 'VIOLATED'} ${name}`,
      ...violations.slice(0, MAX_SHOWN).map((text) => `           ${text}`),
      ...(violations.length > MAX_SHOWN ? [`           … ${violations.length} in all`] : []),
    ])
    .join('\n');
}
