import { Mode } from '../protocol/flags';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { Action } from '../protocol/actions';
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

const DEBOUNCE_MS = 100;

/** Counts a channel's attachments and tells those who asked when the counts change. */
export class Occupancy {
  private timer?: NodeJS.Timeout;
  private lastSent = '';

  constructor(private readonly channel: Channel) {}

  get metrics(): OccupancyMetrics {
    const attached = [...this.channel.attachments.values()];
    const count = (mode: number): number => attached.filter((one) => one.has(mode)).length;
    return {
      connections: attached.length,
      publishers: count(Mode.PUBLISH),
      subscribers: count(Mode.SUBSCRIBE),
      presenceConnections: count(Mode.PRESENCE),
      presenceMembers: this.channel.presence.size,
      presenceSubscribers: count(Mode.PRESENCE_SUBSCRIBE),
      objectPublishers: 0,
      objectSubscribers: 0,
    };
  }

  /** Tells one new listener the present counts. */
  greet(attachment: Attachment): void {
    if (!wants(attachment)) return;
    attachment.connection.send(this.event());
  }

  /** Notes that counts may have changed; listeners hear of it once things have settled. */
  changed(): void {
    if (this.timer || !this.hasListeners()) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.announce();
    }, DEBOUNCE_MS);
    this.timer.unref();
  }

  private hasListeners(): boolean {
    for (const attachment of this.channel.attachments.values()) {
      if (wants(attachment)) return true;
    }
    return false;
  }

  private announce(): void {
    const state = JSON.stringify(this.metrics);
    if (state === this.lastSent) return;
    this.lastSent = state;
    this.channel.broadcast(this.event(), Mode.SUBSCRIBE, wants);
  }

  private event(): OutboundProtocolMessage {
    const { metrics } = this;
    const { channelSerial, timestamp } = this.channel.app.clock.next();
    const data = JSON.stringify({ metrics });
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

function wants(attachment: Attachment): boolean {
  return attachment.params['occupancy'] !== undefined && attachment.has(Mode.SUBSCRIBE);
}
