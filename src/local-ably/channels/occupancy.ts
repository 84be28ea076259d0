import { Action } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { Attachment } from './attachment';
import type { Channel } from './channel';

/** How many are attached to a channel, and in which roles. */
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

/** The metrics of a channel that nobody uses. */
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

/** Counts a channel's attachments and tells those who asked when the counts change. */
export class Occupancy {
  private timer?: NodeJS.Timeout;

  constructor(private readonly channel: Channel) {}

  get metrics(): OccupancyMetrics {
    const attached = [...this.channel.attachments.values()];
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

  /** Tells one new listener the present counts. */
  sendCurrent(attachment: Attachment): void {
    if (wantsOccupancy(attachment)) this.sendTo([attachment]);
  }

  /** Notes that counts may have changed; listeners hear of it once things have settled. */
  scheduleUpdate(): void {
    if (this.timer || !this.hasSubscribers()) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sendTo([...this.channel.attachments.values()].filter(wantsOccupancy));
    }, DEBOUNCE_MS);
    this.timer.unref();
  }

  private hasSubscribers(): boolean {
    for (const attachment of this.channel.attachments.values()) {
      if (wantsOccupancy(attachment)) return true;
    }
    return false;
  }

  /** Tells each listener the counts it asked for, unless it knows them already. */
  private sendTo(listeners: Attachment[]): void {
    const { metrics } = this;
    const frames = new Map<string, OutboundFrame>();
    for (const attachment of listeners) {
      const data = JSON.stringify({ metrics: requestedMetrics(attachment, metrics) });
      if (attachment.lastOccupancy === data) continue;
      attachment.lastOccupancy = data;
      const frame = frames.get(data) ?? new OutboundFrame(this.event(data));
      frames.set(data, frame);
      attachment.connection.deliver(frame);
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

/** All metrics for `metrics`; for `metrics.connections`, or a list of such names, only those. */
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
