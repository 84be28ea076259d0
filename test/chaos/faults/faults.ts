import type { FaultKind } from '../plan/fault-kinds';
import type { ChaosSystem } from '../system/chaos-system';
import { failOver, fillDisk, flushRedis, shiftClock } from './data';
import type { Fault } from './fault';
import { freezeApi, freezeRedis, freezeWorker } from './freeze';
import { killAbly, killApi, killPostgres, killRedis, killWorker } from './kill';
import { away, cut, cutClients, ghost, stall, swallowAnswers } from './network';
import { vanishApi, vanishWorker } from './vanish';

const CLOCK_SECONDS = 300;

export const FAULT_OF: Record<FaultKind, Fault> = {
  'kill-api': killApi,
  'kill-worker': killWorker,
  'kill-postgres': killPostgres,
  'kill-redis': killRedis,
  'kill-ably': killAbly,
  'flush-redis': flushRedis,
  'away-redis': away('redis'),
  'away-ably': away('ably'),
  'cut-postgres': cut('postgres'),
  'cut-redis': cut('redis'),
  'cut-ably': cut('ably'),
  'cut-clients': cutClients,
  'full-disk': fillDisk,
  'freeze-redis': freezeRedis,
  'freeze-worker': freezeWorker,
  'freeze-api': freezeApi,
  'vanish-worker': vanishWorker,
  'vanish-api': vanishApi,
  'ghost-redis': ghost('redis'),
  'stall-redis': stall('redis'),
  'ghost-postgres': ghost('postgres'),
  'stall-postgres': stall('postgres'),
  'swallow-answers': swallowAnswers,
  failover: failOver,
  'clock-ahead': shiftClock(CLOCK_SECONDS),
  'clock-behind': shiftClock(-CLOCK_SECONDS),
};

/** Why a kind cannot be made on this machine; undefined: it can. */
export function obstacleTo(kind: FaultKind, { disk, clock }: ChaosSystem): string | undefined {
  if (kind === 'full-disk') return disk.cannotFill;
  const needsClock = kind === 'clock-ahead' || kind === 'clock-behind';
  return needsClock && !clock ? 'libfaketime is not installed' : undefined;
}
