import * as Ably from 'ably';
import type { AblyAddress } from '../../config/config';
import type { Logger } from '../../logger';
import { DeliveryError } from './publication';
import type { Publication, PublisherPort } from './publication';
import { ablyOptions, ablyLogHandler } from './ably-options';
import { TokenRevoker } from './token-revoker';

/** An unanswered publish is given up after this long and sent again later under the same id. */
const PUBLISH_TIMEOUT_MS = 10_000;
const SERVER_ERROR_STATUS = 500;
const MAX_CHANNELS = 1_000;
/** Up to so many go out as single frames of the open connection, which is the quickest way. */
const MAX_SINGLE_PUBLISHES = 8;
const BATCH_SIZE = 200;

/**
 * Publishes over one connection, which keeps the order of what it is given; the id of each
 * publication makes a repeat harmless.
 */
export class AblyPublisher implements PublisherPort {
  private readonly client: Ably.Realtime;
  private readonly revoker: TokenRevoker;

  constructor(key: string, address: AblyAddress, logger: Logger) {
    this.client = new Ably.Realtime({
      ...ablyOptions(address),
      ...ablyLogHandler(logger),
      key,
      echoMessages: false,
      // What cannot go out now stays in the outbox, not in a second queue.
      queueMessages: false,
      disconnectedRetryTimeout: 500,
      suspendedRetryTimeout: 2_000,
      autoConnect: true,
    });
    this.revoker = new TokenRevoker(this.client.auth, logger);
  }

  async publishAll(publications: Publication[]): Promise<(DeliveryError | undefined)[]> {
    if (this.client.connection.state !== 'connected') {
      const waiting = new DeliveryError('wait', `Ably is ${this.client.connection.state}`);
      return publications.map(() => waiting);
    }
    const answers =
      publications.length > MAX_SINGLE_PUBLISHES
        ? await this.publishBatches(publications)
        : await Promise.all(publications.map((one) => this.publish(one)));
    this.releaseChannels();
    const over = publications.filter((one, index) => one.last && answers[index] === undefined);
    void this.revoker.revoke(over.map(({ channel }) => channel));
    return answers;
  }

  /** Many go out in a few requests instead of as many frames. */
  private async publishBatches(
    publications: Publication[],
  ): Promise<(DeliveryError | undefined)[]> {
    const answers: (DeliveryError | undefined)[] = [];
    for (let from = 0; from < publications.length; from += BATCH_SIZE) {
      answers.push(...(await this.publishBatch(publications.slice(from, from + BATCH_SIZE))));
    }
    return answers;
  }

  private async publishBatch(batch: Publication[]): Promise<(DeliveryError | undefined)[]> {
    try {
      const specs = batch.map((one) => ({ channels: [one.channel], messages: encode(one) }));
      const results = await withTimeout(this.client.batchPublish(specs));
      return results.map(({ results: [result] }) =>
        result && 'error' in result ? toDeliveryError(result.error) : undefined,
      );
    } catch (error) {
      const failure = toDeliveryError(error);
      return batch.map(() => failure);
    }
  }

  /** The SDK keeps every channel it was asked for; those of over sessions must not pile up. */
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
      new Promise<void>((resolve) => setTimeout(resolve, ms).unref()),
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
      await withTimeout(sending);
      return undefined;
    } catch (error) {
      return toDeliveryError(error);
    }
  }
}

/** A batch is sent as it stands: the SDK encodes only what it publishes on a channel. */
function encode({ id, messages }: Publication): Ably.Message[] {
  return messages.map(({ name, data }, index) => ({
    id: `${id}:${index}`,
    name,
    data: JSON.stringify(data),
    encoding: 'json',
  }));
}

async function withTimeout<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeliveryError('wait', 'Ably did not answer in time')),
      PUBLISH_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([sending, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ably refused this message (4xx), or could not be reached (all else). */
function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: number };
  const connection = code !== undefined && code >= 80_000 && code < 81_000;
  const tooMany = statusCode === 429;
  const refused =
    statusCode !== undefined && statusCode < SERVER_ERROR_STATUS && !connection && !tooMany;
  return new DeliveryError(
    refused ? 'reject' : 'wait',
    `Ably answered ${code ?? 'nothing'}`,
    error,
  );
}
