import { setTimeout as pause } from 'node:timers/promises';
import * as Ably from 'ably';
import { answerWithin } from '../../answer-within';
import type { AblyAddress } from '../../config/config';
import type { Deadlines } from '../../config/deadlines';
import type { Logger } from '../../logger';
import { DeliveryError } from '../outbox/delivery-error';
import { ablyOptions, ablyLogHandler, requestDeadline } from './ably-options';
import type { Publication } from './publication-mapper';
import { TokenRevoker } from './token-revoker';

const RATE_LIMITED_STATUS = 429;
const SERVER_ERROR_STATUS = 500;
const MAX_CHANNELS = 1_000;
/** Up to this many are published as frames of the open connection, which has the lowest latency. */
const MAX_SINGLE_PUBLISHES = 8;
const BATCH_SIZE = 200;

/** Publishes over one connection, which keeps the order; publication ids make retries idempotent. */
export class AblyPublisher {
  private readonly client: Ably.Realtime;
  private readonly revoker: TokenRevoker;

  constructor(
    key: string,
    address: AblyAddress,
    private readonly deps: { logger: Logger; deadlines: Deadlines['ably'] },
  ) {
    const { logger, deadlines } = deps;
    this.client = new Ably.Realtime({
      ...ablyOptions(address),
      ...ablyLogHandler(logger),
      key,
      echoMessages: false,
      // The outbox is the queue.
      queueMessages: false,
      disconnectedRetryTimeout: 500,
      suspendedRetryTimeout: 2_000,
      autoConnect: true,
      ...requestDeadline(deadlines.request),
    });
    this.revoker = new TokenRevoker(this.client.auth, logger);
  }

  /** One result per publication, in order; undefined: published. */
  async publishAll(publications: Publication[]): Promise<(DeliveryError | undefined)[]> {
    if (this.client.connection.state !== 'connected') {
      const error = new DeliveryError('unavailable', `Ably is ${this.client.connection.state}`);
      return publications.map(() => error);
    }
    const results =
      publications.length > MAX_SINGLE_PUBLISHES
        ? await this.publishBatches(publications)
        : await Promise.all(publications.map((one) => this.publish(one)));
    this.releaseChannels();
    const ended = publications.filter((one, index) => one.last && results[index] === undefined);
    void this.revoker.revoke(ended.map(({ channel }) => channel));
    return results;
  }

  /** Ends what a user may receive by the Ably tokens they have; undefined: done, or not possible. */
  async revokeUser(userId: string): Promise<DeliveryError | undefined> {
    try {
      await this.limit(this.revoker.revokeUser(userId));
      return undefined;
    } catch (error) {
      return toDeliveryError(error);
    }
  }

  /** Large rounds take a few requests instead of one frame per publication. */
  private async publishBatches(
    publications: Publication[],
  ): Promise<(DeliveryError | undefined)[]> {
    const results: (DeliveryError | undefined)[] = [];
    for (let from = 0; from < publications.length; from += BATCH_SIZE) {
      results.push(...(await this.publishBatch(publications.slice(from, from + BATCH_SIZE))));
    }
    return results;
  }

  private async publishBatch(batch: Publication[]): Promise<(DeliveryError | undefined)[]> {
    try {
      const specs = batch.map((one) => ({ channels: [one.channel], messages: encode(one) }));
      const results = await this.limit(this.client.batchPublish(specs));
      return results.map(({ results: [result] }) =>
        result && 'error' in result ? toDeliveryError(result.error) : undefined,
      );
    } catch (error) {
      const failure = toDeliveryError(error);
      return batch.map(() => failure);
    }
  }

  /** The SDK retains every channel that was requested. */
  private releaseChannels(): void {
    const names = Object.keys(this.client.channels.all);
    if (names.length < MAX_CHANNELS) return;
    for (const name of names) this.client.channels.release(name);
  }

  /** Resolves once connected, or after `ms` at the latest. */
  async connected(ms: number): Promise<void> {
    const { connection } = this.client;
    if (connection.state === 'connected') return;
    if (connection.state === 'failed' || connection.state === 'suspended') connection.connect();
    await Promise.race([
      new Promise<void>((resolve) => connection.once('connected', () => resolve())),
      pause(ms, undefined, { ref: false }),
    ]);
  }

  close(): void {
    this.client.close();
  }

  private async publish({
    channel,
    id,
    messages,
  }: Publication): Promise<DeliveryError | undefined> {
    const sending = this.client.channels
      .get(channel)
      .publish(messages.map((message, index) => ({ ...message, id: `${id}:${index}` })));
    try {
      await this.limit(sending);
      return undefined;
    } catch (error) {
      return toDeliveryError(error);
    }
  }

  /** An unanswered publish is retried later under the same id. */
  private limit<T>(sending: Promise<T>): Promise<T> {
    return answerWithin(this.deps.deadlines.publish, sending, () => {
      throw new DeliveryError('unavailable', 'Ably publish timed out');
    });
  }
}

/** The SDK does not encode the messages of a batch. */
function encode({ id, messages }: Publication): Ably.Message[] {
  return messages.map(({ name, data, encoding }, index) => ({
    id: `${id}:${index}`,
    name,
    ...(Buffer.isBuffer(data)
      ? { data: data.toString('base64'), encoding: `${encoding}/base64` }
      : { data: JSON.stringify(data), encoding: 'json' }),
  }));
}

/** `rejected`: Ably refused the message (4xx); anything else counts as unavailable. */
function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: number };
  const isConnectionError = code !== undefined && code >= 80_000 && code < 81_000;
  const isRejected =
    !isConnectionError &&
    statusCode !== undefined &&
    statusCode !== RATE_LIMITED_STATUS &&
    statusCode < SERVER_ERROR_STATUS;
  const kind = isRejected ? 'rejected' : 'unavailable';
  return new DeliveryError(kind, `Ably publish failed with code ${code ?? 'unknown'}`, error);
}
