import { randomBytes } from 'node:crypto';
import type { App } from '../app';
import type { Capability } from '../auth/capability';
import type { Identity } from '../auth/identity';
import type { Attachment } from '../channels/attachment';
import type { Channel } from '../channels/channel';
import { AblyError, toAblyError, type WireError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { RateLimit } from '../rate-limit';
import { PublishResults, type PublishResult } from './publish-results';
import type { Transport } from './transport';

/** How a client asked its connection to behave. */
export interface ConnectionOptions {
  echo: boolean;
  heartbeats: boolean;
  /** Milliseconds that presence outlives a dropped transport; the server's own when absent. */
  remainPresentFor?: number;
}

/** A client's session with an app; it outlives its transport for a while and can be resumed. */
export class Connection {
  readonly id = randomBytes(8).toString('base64url').replace(/[-_]/g, 'x');
  key = '';
  /** The key it was resumed with, until the client shows that it got the newest. */
  previousKey?: string;
  readonly attachments = new Map<Channel, Attachment>();
  readonly presentOn = new Set<Channel>();
  readonly results: PublishResults;
  private readonly rate: RateLimit;
  transport?: Transport;
  private pendingAck?: { msgSerial: number; res: { serials: (string | null)[] }[] };

  constructor(
    readonly app: App,
    public identity: Identity,
    public options: ConnectionOptions,
  ) {
    this.results = new PublishResults(app.limits.maxRememberedOutcomes);
    this.rate = new RateLimit(app.limits.maxPublishRatePerConnection);
  }

  get echo(): boolean {
    return this.options.echo;
  }

  get capability(): Capability {
    return this.identity.capability;
  }

  deliver(frame: OutboundFrame): void {
    this.transport?.deliver(frame);
  }

  /** Sends a frame meant for this client alone, after any acknowledgement that came before it. */
  send(message: OutboundProtocolMessage): void {
    this.flushAck();
    this.transport?.send(message);
  }

  sendError(error: AblyError, channel?: string): void {
    this.send({
      action: Action.ERROR,
      ...(channel === undefined ? {} : { channel }),
      error: error.toWire(),
    });
  }

  /** Refuses what comes faster than a connection may publish. */
  consumeRate(count: number): void {
    if (this.rate.take(count)) return;
    throw new AblyError(
      42911,
      429,
      `Rate limit exceeded: a connection may publish at most ${this.rate.perSecond} messages a ` +
        'second; publish again later.',
    );
  }

  /** Runs a published frame once and answers it; a repeat gets the first answer. */
  replyOnce(msgSerial: number, run: () => (string | null)[]): void {
    const earlier = this.results.find(msgSerial);
    if (earlier) {
      this.reply(msgSerial, earlier);
      return;
    }
    let outcome: PublishResult;
    try {
      outcome = { serials: run() };
    } catch (thrown) {
      outcome = { error: toAblyError(thrown).toWire() };
    }
    this.results.store(msgSerial, outcome);
    this.reply(msgSerial, outcome);
  }

  private reply(msgSerial: number, outcome: PublishResult): void {
    if ('error' in outcome) this.nack(msgSerial, outcome.error);
    else this.acknowledge(msgSerial, outcome.serials);
  }

  private nack(msgSerial: number, error: WireError): void {
    this.send({ action: Action.NACK, msgSerial, count: 1, error });
  }

  /** Consecutive acknowledgements of one turn of the event loop share a frame. */
  private acknowledge(msgSerial: number, serials: (string | null)[]): void {
    const open = this.pendingAck;
    if (open && open.msgSerial + open.res.length === msgSerial) {
      open.res.push({ serials });
      return;
    }
    this.flushAck();
    this.pendingAck = { msgSerial, res: [{ serials }] };
    process.nextTick(() => this.flushAck());
  }

  private flushAck(): void {
    const ready = this.pendingAck;
    if (!ready) return;
    this.pendingAck = undefined;
    const { msgSerial, res } = ready;
    this.transport?.send({ action: Action.ACK, msgSerial, count: res.length, res });
  }

  /** Lets go of a channel; the connection's members there leave. */
  detach(channel: Channel): void {
    this.attachments.delete(channel);
    if (this.presentOn.delete(channel)) channel.presence.leaveAll(this.id);
    channel.detach(this);
  }

  leavePresence(): void {
    for (const channel of this.presentOn) channel.presence.leaveAll(this.id);
    this.presentOn.clear();
  }

  /** Stops receiving while the transport is gone; presence is another matter. */
  detachAll(): void {
    for (const channel of this.attachments.keys()) channel.detach(this);
    this.attachments.clear();
  }
}
