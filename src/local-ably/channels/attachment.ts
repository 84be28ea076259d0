import type { Capability, Operation } from '../auth/capability';
import { AblyError } from '../protocol/ably-error';
import { DEFAULT_MODES, Mode, modesOfFlags, modesOfNames } from '../protocol/flags';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { MessageFilter } from './message-filter';

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
    private readonly channel: {
      name: string;
      /** The name that the client uses; differs from `name` by a qualifier such as `[?rewind=1]`. */
      alias: string;
      filter?: MessageFilter;
    },
  ) {}

  deliver(frame: OutboundFrame): void {
    const { name, alias } = this.channel;
    if (name === alias) {
      this.subscriber.deliver(frame);
      return;
    }
    const view = this.view(frame.message);
    if (view) this.subscriber.deliver(new OutboundFrame(view));
  }

  /** A frame as this client receives it: under its name, with messages that match its filter. */
  view(frame: OutboundProtocolMessage): OutboundProtocolMessage | undefined {
    const { alias, filter } = this.channel;
    const { id, messages } = frame;
    if (!filter || !messages) return { ...frame, channel: alias };
    const matching = messages.flatMap((message, index) =>
      // SDKs derive a missing id from the index, which the filter changes.
      filter(message) ? { id: `${id}:${index}`, ...message } : [],
    );
    if (matching.length === 0) return undefined;
    return { ...frame, channel: alias, messages: matching };
  }

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
    const { name, filter } = this.channel;
    const allowed = allowedModes(this.subscriber.capability, name);
    this.granted = this.requested & allowed & (filter ? Mode.SUBSCRIBE : ~0);
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
