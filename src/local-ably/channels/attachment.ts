import type { Capability, Operation } from '../auth/capability';
import { AblyError } from '../protocol/ably-error';
import { DEFAULT_MODES, Mode, modesOfFlags, modesOfNames } from '../protocol/flags';
import type { OutboundFrame } from '../protocol/outbound-frame';

const MODE_OPERATIONS: [number, Operation][] = [
  [Mode.PRESENCE, 'presence'],
  [Mode.PUBLISH, 'publish'],
  [Mode.SUBSCRIBE, 'subscribe'],
  [Mode.PRESENCE_SUBSCRIBE, 'subscribe'],
  [Mode.ANNOTATION_PUBLISH, 'annotation-publish'],
  [Mode.ANNOTATION_SUBSCRIBE, 'annotation-subscribe'],
];

const MAX_PARAMS_LENGTH = 2_048;
const ECHOED_PARAMS = ['modes', 'rewind', 'delta', 'occupancy', 'appendMode'];

/** A connection as its channels see it. */
export interface Subscriber {
  readonly id: string;
  readonly echo: boolean;
  readonly capability: Capability;
  deliver(frame: OutboundFrame): void;
}

/** A connection attached to a channel: the modes it requested and those it was granted. */
export class Attachment {
  requested = DEFAULT_MODES;
  granted = 0;
  params: Record<string, string> = {};
  /** The last occupancy event sent, as JSON. */
  lastOccupancy?: string;

  constructor(
    readonly subscriber: Subscriber,
    private readonly channelName: string,
  ) {}

  /** Applies the modes and parameters of an ATTACH. */
  configure(flags: number, params: Record<string, string>): void {
    const named = params['modes'] === undefined ? 0 : modesOfNames(params['modes']);
    this.params = echoedParams(params);
    this.requested = named || modesOfFlags(flags) || DEFAULT_MODES;
    this.lastOccupancy = undefined;
    this.refreshModes();
  }

  /** Grants the modes that are requested and allowed by the current credential. */
  refreshModes(): void {
    this.granted = this.requested & allowedModes(this.subscriber.capability, this.channelName);
  }

  has(mode: number): boolean {
    return (this.granted & mode) !== 0;
  }
}

function echoedParams(params: Record<string, string>): Record<string, string> {
  const echoed: Record<string, string> = {};
  for (const name of ECHOED_PARAMS) {
    const value = params[name];
    if (value === undefined) continue;
    if (value.length > MAX_PARAMS_LENGTH) {
      throw new AblyError(
        40000,
        400,
        `Channel parameter "${name}" is longer than ${MAX_PARAMS_LENGTH} characters.`,
      );
    }
    echoed[name] = value;
  }
  return echoed;
}

/** All modes that a capability allows on a channel. */
export function allowedModes(capability: Capability, channel: string): number {
  let modes = 0;
  for (const [mode, operation] of MODE_OPERATIONS) {
    if ((modes & mode) === 0 && capability.allows(operation, channel)) modes |= mode;
  }
  return modes;
}
