import type { Transport } from '../clients/subscriber';
import type { PastFault } from '../faults/run-faults';
import type { Evidence } from '../invariants/evidence';
import { BOUNDS, FAULT_KINDS, traitsOf } from '../plan/fault-kinds';
import type { Bounds, BoundsName, FaultKind } from '../plan/fault-kinds';

/** One opening, or one message of one subscriber. */
interface Sample {
  /** Milliseconds. */
  late: number;
  /** What was late, and since when. */
  what: string;
}

interface Samples {
  openings: Sample[];
  messages: Sample[];
}

/** `calm`: outside of faults. */
type Moment = FaultKind | 'calm';

export interface LatenessRow {
  fault: Moment | BoundsName;
  /** How often the fault happened. */
  times: number;
  openings: Summary;
  messages: Summary;
  bounds: Bounds;
}

export interface Summary {
  count: number;
  p99: number;
  worst: number;
  worstOf: string;
}

/** What is accepted or due this long after a fault belongs to it. */
const AFTER_MS = 5_000;

/** How late sessions opened and messages arrived, by calm and by kind of fault. */
export function latenessByFault(evidence: Evidence): LatenessRow[] {
  return latenessBy(evidence, (moment) => moment, ['calm', ...FAULT_KINDS]);
}

/** The same by the rows of the table of bounds. */
export function latenessByBounds(evidence: Evidence): LatenessRow[] {
  return latenessBy(evidence, boundsNameOf, Object.keys(BOUNDS) as BoundsName[]);
}

const boundsNameOf = (moment: Moment): BoundsName =>
  moment === 'calm' ? 'calm' : traitsOf(moment).bounds;

function latenessBy<Name extends LatenessRow['fault']>(
  evidence: Evidence,
  nameOf: (moment: Moment) => Name,
  names: readonly Name[],
): LatenessRow[] {
  const { faults } = evidence;
  const samples = samplesByMoment(evidence);
  return names.flatMap((fault) => {
    const moments = (['calm', ...FAULT_KINDS] as const).filter((one) => nameOf(one) === fault);
    const past = faults.filter(({ kind }) => moments.includes(kind));
    const found = moments.flatMap((moment) => samples.get(moment) ?? []);
    const [first] = moments;
    if (!first || (first !== 'calm' && past.length === 0)) return [];
    return {
      fault,
      times: past.length,
      openings: summaryOf(found.flatMap(({ openings }) => openings)),
      messages: summaryOf(found.flatMap(({ messages }) => messages)),
      bounds: BOUNDS[boundsNameOf(first)],
    };
  });
}

function samplesByMoment(evidence: Evidence): Map<Moment, Samples> {
  const samples = new Map<Moment, Samples>();
  const samplesOf = (fault: PastFault | undefined): Samples => {
    const kind = fault?.kind ?? 'calm';
    const known = samples.get(kind) ?? { openings: [], messages: [] };
    samples.set(kind, known);
    return known;
  };
  const { faults } = evidence;
  for (const { session, dueAt, doneAt } of openingsOf(evidence)) {
    const fault = faultDuring(faults, dueAt, doneAt);
    const measuredFrom = fault && traitsOf(fault.kind).fromEnd === 'all' ? fault.to : dueAt;
    const late = Math.max(0, doneAt - Math.max(dueAt, measuredFrom));
    samplesOf(fault).openings.push({ late, what: `${session}, due ${timeOf(dueAt)}` });
  }
  for (const { text, acceptedAt, receivedAt, transport } of deliveriesOf(evidence)) {
    const fault = faultDuring(faults, acceptedAt, receivedAt);
    const measuredFrom = fault && isMeasuredFromEnd(fault, transport) ? fault.to : acceptedAt;
    const late = Math.max(0, receivedAt - Math.max(acceptedAt, measuredFrom));
    const what = `${text} by ${transport}, accepted ${timeOf(acceptedAt)}`;
    samplesOf(fault).messages.push({ late, what });
  }
  return samples;
}

/** Rows beyond their bounds, in words. */
export function exceededBounds(rows: readonly LatenessRow[], slack: number): string[] {
  return rows.flatMap(({ fault, openings, messages, bounds }) => [
    ...(openings.p99 > bounds.opening * slack
      ? [
          `${fault}: sessions opened ${openings.p99} ms late (p99), more than ${bounds.opening * slack}`,
        ]
      : []),
    ...(messages.worst > bounds.message * slack
      ? [`${fault}: a message took ${messages.worst} ms, more than ${bounds.message * slack}`]
      : []),
  ]);
}

/** What is under way when a fault begins belongs to it. */
function faultDuring(
  faults: readonly PastFault[],
  begin: number,
  end: number,
): PastFault | undefined {
  return faults.find(({ from, to }) => begin <= to + AFTER_MS && end >= from);
}

/** The Socket.IO stream is in Redis: its clients receive when Redis is back. */
function isMeasuredFromEnd({ kind }: PastFault, transport: Transport): boolean {
  const needsRedis = transport === 'socket.io' && kind.endsWith('-redis');
  return traitsOf(kind).fromEnd !== undefined || needsRedis;
}

/** A session that was never opened counts as opened when it was closed. */
function openingsOf({
  steps,
  measuredFrom,
}: Evidence): { session: string; dueAt: number; doneAt: number }[] {
  return steps.flatMap(({ session, step, dueAt, doneAt, outcome }) => {
    const counts = (outcome === 'done' || outcome === 'skipped_late') && dueAt >= measuredFrom;
    return step === 'enable-chat' && counts && doneAt !== undefined
      ? [{ session, dueAt, doneAt }]
      : [];
  });
}

interface Delivery {
  text: string;
  transport: Transport;
  acceptedAt: number;
  receivedAt: number;
}

function deliveriesOf({ sent, subscribers, measuredFrom }: Evidence): Delivery[] {
  const acceptedAt = new Map(sent.map((one) => [one.text, one.acceptedAt]));
  return subscribers.flatMap(({ transport, received, liveSince }) => {
    const seen = new Set<string>();
    return received.flatMap(({ text, at }) => {
      const accepted = acceptedAt.get(text);
      if (accepted === undefined || liveSince === undefined || seen.has(text)) return [];
      if (accepted < Math.max(liveSince, measuredFrom)) return [];
      seen.add(text);
      return [{ text, transport, acceptedAt: accepted, receivedAt: at }];
    });
  });
}

function summaryOf(samples: readonly Sample[]): Summary {
  const sorted = [...samples].sort((a, b) => a.late - b.late);
  const at = (share: number): number =>
    Math.round(sorted[Math.ceil(sorted.length * share) - 1]?.late ?? 0);
  const worstOf = sorted.at(-1)?.what ?? '';
  return { count: sorted.length, p99: at(0.99), worst: at(1), worstOf };
}

/** As in the logs of the processes. */
const timeOf = (ms: number): string => new Date(ms).toISOString();
