import type { Evidence } from '../../chaos/invariants/evidence';
import type { FaultKind } from '../../chaos/plan/fault-kinds';
import { exceededBounds, latenessByBounds, latenessByFault } from '../../chaos/report/lateness';
import { latenessTable } from '../../chaos/report/report';
import { soundEvidence, START } from './sample-evidence';

/** One message and one opening during a fault of ten seconds. */
function duringFault(
  kind: FaultKind,
  late: { opening: number; message: number },
  transport: 'ably' | 'ws' | 'socket.io' = 'ws',
): Evidence {
  const evidence = soundEvidence();
  const from = START + 60_000;
  evidence.faults.push({ kind, from, to: from + 10_000 });
  const at = from + 2_000;
  evidence.steps.push({
    ...{ session: 'session-2', step: 'enable-chat', outcome: 'done' },
    ...{ dueAt: at, doneAt: at + late.opening },
  });
  evidence.sent.push({
    ...{ conversation: 'session-2', text: 'session-2-1', senderId: '3', state: 'accepted' },
    acceptedAt: at,
  });
  evidence.subscribers.push({
    ...{ transport, conversation: 'session-2', conversationId: '8', signals: [] },
    received: [{ id: '9', text: 'session-2-1', at: at + late.message, isLive: true }],
    liveSince: START,
    leftAt: undefined,
  });
  return evidence;
}

describe('lateness', () => {
  it('is split by calm and fault', () => {
    const rows = latenessByFault(duringFault('freeze-worker', { opening: 2_500, message: 7_000 }));
    expect(rows).toMatchObject([
      {
        fault: 'calm',
        times: 0,
        openings: { count: 1, p99: 20 },
        messages: { count: 2, worst: 100 },
      },
      {
        fault: 'freeze-worker',
        times: 1,
        openings: { count: 1, worst: 2_500 },
        messages: { count: 1, worst: 7_000 },
      },
    ]);
    expect(exceededBounds(rows, 1)).toEqual([]);
  });

  it('is summed up by the rows of the table of bounds', () => {
    const evidence = duringFault('freeze-worker', { opening: 2_500, message: 7_000 });
    const from = START + 90_000;
    evidence.faults.push({ kind: 'freeze-redis', from, to: from + 10_000 });
    expect(latenessByBounds(evidence)).toMatchObject([
      { fault: 'calm', times: 0 },
      { fault: 'freeze', times: 2, openings: { worst: 2_500 }, messages: { worst: 7_000 } },
    ]);
  });

  it('beyond a bound is reported, with slack beyond its multiple', () => {
    const rows = latenessByFault(duringFault('freeze-api', { opening: 3_100, message: 10_100 }));
    expect(exceededBounds(rows, 1)).toEqual([
      'freeze-api: sessions opened 3100 ms late (p99), more than 3000',
      'freeze-api: a message took 10100 ms, more than 10000',
    ]);
    expect(exceededBounds(rows, 2)).toEqual([]);
    expect(latenessTable(rows)).toMatch(/freeze-api .*OVER.*OVER/);
  });

  it('of messages is measured from the return of what is gone; of openings only without a spare', () => {
    const late = { opening: 9_000, message: 9_000 };
    const killed = (kind: FaultKind) => latenessByFault(duringFault(kind, late))[1];
    expect(killed('kill-worker')).toMatchObject({
      openings: { worst: 9_000 },
      messages: { worst: 1_000 },
    });
    expect(killed('kill-postgres')).toMatchObject({
      openings: { worst: 1_000 },
      messages: { worst: 1_000 },
    });
  });

  it('of Socket.IO is measured from the return of a frozen Redis, which carries its stream', () => {
    const late = { opening: 0, message: 9_000 };
    const messages = (transport: 'ws' | 'socket.io') =>
      latenessByFault(duringFault('freeze-redis', late, transport))[1]?.messages.worst;
    expect([messages('ws'), messages('socket.io')]).toEqual([9_000, 1_000]);
  });

  it('of what was under way when a fault began belongs to it', () => {
    const evidence = soundEvidence();
    evidence.faults.push({ kind: 'freeze-worker', from: START + 10, to: START + 500 });
    const openings = latenessByFault(evidence).map((row) => [row.fault, row.openings.count]);
    expect(openings).toEqual([
      ['calm', 0],
      ['freeze-worker', 1],
    ]);
  });

  it('counts no message from before a subscriber was live', () => {
    const evidence = soundEvidence();
    for (const subscriber of evidence.subscribers) subscriber.liveSince = START + 1_500;
    expect(latenessByFault(evidence)[0]?.messages.count).toBe(1);
  });

  it('counts nothing from the warm-up', () => {
    const evidence = { ...soundEvidence(), measuredFrom: START + 1_500 };
    expect(latenessByFault(evidence)[0]).toMatchObject({
      openings: { count: 0 },
      messages: { count: 1 },
    });
  });

  it('counts a session that was never opened as late by its length', () => {
    const evidence = soundEvidence();
    for (const step of evidence.steps) {
      Object.assign(step, { outcome: 'skipped_late', doneAt: START + 15_000 });
    }
    expect(exceededBounds(latenessByFault(evidence), 1)).toHaveLength(1);
  });
});
