import { AblyError } from '../protocol/ably-error';
import { PresenceAction, Action } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import type { PresenceMessage } from '../protocol/message';
import { payloadSize } from '../protocol/payload';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { ChannelApp, RemovableChannel } from './channel-app';
import { Log } from './log';
import { jsonSize } from './read-message';
import type { RetainedItem, Evictable } from './retention';

const SYNC_PAGE = 100;
const EVENT_OVERHEAD = 400;

/** A stored presence event with its serial. */
export interface PresenceRecord extends RetainedItem {
  message: PresenceMessage;
}

/** The part of a channel that its presence set uses. */
interface PresenceChannel extends RemovableChannel {
  readonly app: ChannelApp;
  readonly occupancy: { scheduleUpdate(): void };
  broadcast(message: OutboundProtocolMessage, mode: number): void;
}

/** The members of a channel. A member is a client on a connection. */
export class PresenceSet implements Evictable {
  readonly log = new Log<PresenceRecord>();
  private members?: Map<string, PresenceMessage>;

  constructor(private readonly channel: PresenceChannel) {}

  get size(): number {
    return this.members?.size ?? 0;
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.log.length === 0;
  }

  find(connectionId: string, clientId: string): PresenceMessage | undefined {
    return this.members?.get(memberKey(connectionId, clientId));
  }

  /** All members as in SYNC and REST, ordered by member key. */
  list(): PresenceMessage[] {
    return [...(this.members ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, member]) => ({ ...member, action: PresenceAction.PRESENT }));
  }

  /** Throws when the events would exceed the limits of members (91003) or bytes (91006). */
  checkCapacity(events: PresenceMessage[]): void {
    const { app } = this.channel;
    const { maxPresenceMembers, maxPresenceBytes } = app.limits;
    let [members, bytes] = [this.size, app.presenceBytes];
    for (const event of events) {
      if (event.action === PresenceAction.ENTER) members += 1;
      if (event.action !== PresenceAction.LEAVE) bytes += eventSize(event);
    }
    if (members > this.size && members > maxPresenceMembers) {
      throw new AblyError(
        91003,
        400,
        `Too many presence members: a channel holds at most ${maxPresenceMembers}.`,
      );
    }
    if (bytes > app.presenceBytes && bytes > maxPresenceBytes) {
      throw new AblyError(
        91006,
        400,
        `Too much presence data: the members of an app hold at most ${maxPresenceBytes} bytes.`,
      );
    }
  }

  /** Applies events that arrived together, stores and broadcasts them. */
  apply(events: PresenceMessage[], id: string): void {
    const tick = this.channel.app.clock.next();
    for (const [index, event] of events.entries()) {
      this.setMember(event);
      this.record(`${tick.channelSerial}:${index}`, event);
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
    this.channel.occupancy.scheduleUpdate();
  }

  private setMember(event: PresenceMessage): void {
    const { app } = this.channel;
    this.members ??= new Map();
    const key = memberKey(event.connectionId, event.clientId);
    const before = this.members.get(key);
    if (before) app.presenceBytes -= eventSize(before);
    if (event.action === PresenceAction.LEAVE) {
      this.members.delete(key);
      return;
    }
    this.members.set(key, event);
    app.presenceBytes += eventSize(event);
  }

  private record(serial: string, message: PresenceMessage): void {
    const record = { serial, timestamp: message.timestamp, size: eventSize(message), message };
    this.log.push(record);
    this.channel.app.retention.add(this, record);
  }

  evictOldest(): PresenceRecord | undefined {
    const evicted = this.log.shift();
    this.channel.app.removeIfIdle(this.channel);
    return evicted;
  }

  /** Removes every member of a connection; leave events repeat the members' data. */
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

  /** SYNC frames with all members; the last one has an empty cursor. */
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
}

function memberKey(connectionId: string, clientId: string): string {
  return `${clientId}\n${connectionId}`;
}

/** Approximate bytes of a stored event. */
function eventSize({ id, clientId, data, extras }: PresenceMessage): number {
  return EVENT_OVERHEAD + id.length + clientId.length + payloadSize(data) + jsonSize(extras);
}
