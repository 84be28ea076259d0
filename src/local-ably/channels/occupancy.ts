import { Action } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { Attachment } from './attachment';
import type { ChannelApp } from './channel-app';

/** The numbers of a channel's attachments by mode, and of its members. */
export interface OccupancyMetrics {
  connections: number;
  publishers: number;
  subscribers: number;
  presenceConnections: number;
  presenceMembers: number;
  presenceSubscribers: number;
  objectPublishers: number;
  objectSubscribers: number;
}

/** The metrics of an unused channel. */
export const NO_OCCUPANCY: OccupancyMetrics = {
  connections: 0,
  publishers: 0,
  subscribers: 0,
  presenceConnections: 0,
  presenceMembers: 0,
  presenceSubscribers: 0,
  objectPublishers: 0,
  objectSubscribers: 0,
};

const DEBOUNCE_MS = 100;

/** The part of a channel that its occupancy uses. */
interface OccupiedChannel {
  readonly name: string;
  readonly app: Pick<ChannelApp, 'clock'>;
  readonly attachments: ReadonlySet<Attachment>;
  readonly presence: { readonly size: number };
}

/** Counts a channel's attachments and sends changes to subscribers that requested them. */
export class Occupancy {
  private timer?: NodeJS.Timeout;

  constructor(private readonly channel: OccupiedChannel) {}

  get metrics(): OccupancyMetrics {
    const attached = [...this.channel.attachments];
    const count = (mode: number): number => attached.filter((one) => one.has(mode)).length;
    return {
      ...NO_OCCUPANCY,
      connections: attached.length,
      publishers: count(Mode.PUBLISH),
      subscribers: count(Mode.SUBSCRIBE),
      presenceConnections: count(Mode.PRESENCE),
      presenceMembers: this.channel.presence.size,
      presenceSubscribers: count(Mode.PRESENCE_SUBSCRIBE),
    };
  }

  /** Sends the current counts to a new attachment. */
  sendCurrent(attachment: Attachment): void {
    if (wantsOccupancy(attachment)) this.sendTo([attachment]);
  }

  /** Sends changed counts after a debounce interval. */
  scheduleUpdate(): void {
    if (this.timer || !this.hasSubscribers()) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sendTo([...this.channel.attachments].filter(wantsOccupancy));
    }, DEBOUNCE_MS);
    this.timer.unref();
  }

  private hasSubscribers(): boolean {
    for (const attachment of this.channel.attachments) {
      if (wantsOccupancy(attachment)) return true;
    }
    return false;
  }

  /** Sends the requested metrics, unless they equal the ones sent last. */
  private sendTo(attachments: Attachment[]): void {
    const { metrics } = this;
    const frames = new Map<string, OutboundFrame>();
    for (const attachment of attachments) {
      const data = JSON.stringify({ metrics: requestedMetrics(attachment, metrics) });
      if (attachment.lastOccupancy === data) continue;
      attachment.lastOccupancy = data;
      const frame = frames.get(data) ?? new OutboundFrame(this.event(data));
      frames.set(data, frame);
      attachment.deliver(frame);
    }
  }

  private event(data: string): OutboundProtocolMessage {
    const { channelSerial, timestamp } = this.channel.app.clock.next();
    const id = `${channelSerial}:0`;
    return {
      action: Action.MESSAGE,
      channel: this.channel.name,
      id: channelSerial,
      timestamp,
      messages: [{ id, name: '[meta]occupancy', data, encoding: 'json', timestamp, action: 3 }],
    };
  }
}

function wantsOccupancy(attachment: Attachment): boolean {
  const { occupancy } = attachment.params;
  return occupancy !== undefined && attachment.has(Mode.SUBSCRIBE);
}

/** `metrics` selects all metrics; `metrics.connections`, or a list of such names, only those. */
function requestedMetrics(
  attachment: Attachment,
  metrics: OccupancyMetrics,
): Partial<OccupancyMetrics> {
  const names = (attachment.params['occupancy'] ?? '').split(',').map((name) => name.trim());
  if (names.includes('metrics')) return metrics;
  return Object.fromEntries(
    Object.entries(metrics).filter(([name]) => names.includes(`metrics.${name}`)),
  );
}
