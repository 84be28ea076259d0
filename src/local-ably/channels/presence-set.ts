import { PresenceAction, Action } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import type { PresenceMessage } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { Channel } from './channel';
import { Log } from './log';

const SYNC_PAGE = 100;

/** A stored presence event with its place in the channel's order. */
export interface PresenceRecord {
  serial: string;
  message: PresenceMessage;
}

/** Who is present on a channel. A member is a client on a connection. */
export class PresenceSet {
  private members?: Map<string, PresenceMessage>;
  private history?: Log<PresenceRecord>;

  constructor(private readonly channel: Channel) {}

  get size(): number {
    return this.members?.size ?? 0;
  }

  get isEmpty(): boolean {
    return this.size === 0 && (this.history?.length ?? 0) === 0;
  }

  get events(): Log<PresenceRecord> {
    return (this.history ??= new Log());
  }

  find(connectionId: string, clientId: string): PresenceMessage | undefined {
    return this.members?.get(memberKey(connectionId, clientId));
  }

  /** All members, as SYNC and REST show them, ordered by member key. */
  list(): PresenceMessage[] {
    return [...(this.members ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, member]) => ({ ...member, action: PresenceAction.PRESENT }));
  }

  /** Applies events that arrived together, remembers them and tells the others. */
  apply(events: PresenceMessage[], id: string): void {
    const tick = this.channel.app.clock.next();
    this.members ??= new Map();
    for (const [index, event] of events.entries()) {
      const key = memberKey(event.connectionId, event.clientId);
      if (event.action === PresenceAction.LEAVE) this.members.delete(key);
      else this.members.set(key, event);
      this.remember({ serial: `${tick.channelSerial}:${index}`, message: event });
    }
    this.channel.broadcast(
      {
        action: Action.PRESENCE,
        id,
        channel: this.channel.name,
        channelSerial: tick.channelSerial,
        connectionId: events[0]?.connectionId,
        timestamp: tick.timestamp,
        presence: events,
      },
      Mode.PRESENCE_SUBSCRIBE,
    );
    this.channel.occupancy.changed();
  }

  /** Makes every member of a connection leave; its data is repeated in the leave. */
  leaveAll(connectionId: string): void {
    const timestamp = Date.now();
    const id = `${connectionId}:${this.channel.app.clock.next().channelSerial}`;
    const leaves = [...(this.members?.values() ?? [])]
      .filter((member) => member.connectionId === connectionId)
      .map((member, index) => ({
        ...member,
        id: `leave-${id}:${index}`,
        action: PresenceAction.LEAVE,
        timestamp,
      }));
    if (leaves.length > 0) this.apply(leaves, `leave-${id}`);
  }

  /** The frames that bring a client's member set up to date, the last with an empty cursor. */
  syncFrames(): OutboundProtocolMessage[] {
    const members = this.list();
    const tick = this.channel.app.clock.next();
    const syncId = tick.channelSerial.replace(/[^A-Za-z0-9_-]/g, '_');
    const frames: OutboundProtocolMessage[] = [];
    for (let from = 0; from === 0 || from < members.length; from += SYNC_PAGE) {
      const cursor = from + SYNC_PAGE < members.length ? String(from + SYNC_PAGE) : '';
      frames.push({
        action: Action.SYNC,
        channel: this.channel.name,
        channelSerial: `${syncId}:${cursor}`,
        timestamp: tick.timestamp,
        presence: members.slice(from, from + SYNC_PAGE),
      });
    }
    return frames;
  }

  private remember(record: PresenceRecord): void {
    this.events.push(record);
    const { maxHistoryPerChannel } = this.channel.app.limits;
    while (this.events.length > maxHistoryPerChannel) this.events.shift();
  }

  /** Forgets events older than an instant. */
  expire(oldest: number): void {
    while ((this.history?.at(0)?.message.timestamp ?? Infinity) <= oldest) this.history?.shift();
  }
}

function memberKey(connectionId: string, clientId: string): string {
  return `${clientId}\n${connectionId}`;
}
