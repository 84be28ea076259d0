import * as Ably from 'ably';
import type { AblyAddress } from '../config/config';
import type { Logger } from '../logger';
import { PublishError } from '../outbox/publication';
import type { Publication, PublisherPort } from '../outbox/publication';
import { ablyOptions, logTo } from './ably-options';
import { TokenRevoker } from './token-revoker';

/** An unanswered publish is given up after this long and sent again later under the same id. */
const PATIENCE_MS = 10_000;
const NOT_OUR_FAULT = 500;
const CHANNELS_KEPT = 1_000;
/** Up to so many go out as single frames of the open connection, which is the quickest way. */
const FEW = 8;
const BATCH = 200;

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
      ...logTo(logger),
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

  async publishAll(publications: Publication[]): Promise<(PublishError | undefined)[]> {
    if (this.client.connection.state !== 'connected') {
      const waiting = new PublishError('wait', `Ably is ${this.client.connection.state}`);
      return publications.map(() => waiting);
    }
    const answers =
      publications.length > FEW
        ? await this.publishBatches(publications)
        : await Promise.all(publications.map((one) => this.publish(one)));
    this.forgetOldChannels();
    const over = publications.filter((one, index) => one.last && answers[index] === undefined);
    void this.revoker.revoke(over.map(({ channel }) => channel));
    return answers;
  }

  /** Many go out in a few requests instead of as many frames. */
  private async publishBatches(publications: Publication[]): Promise<(PublishError | undefined)[]> {
    const answers: (PublishError | undefined)[] = [];
    for (let from = 0; from < publications.length; from += BATCH) {
      answers.push(...(await this.publishBatch(publications.slice(from, from + BATCH))));
    }
    return answers;
  }

  private async publishBatch(batch: Publication[]): Promise<(PublishError | undefined)[]> {
    try {
      const specs = batch.map((one) => ({ channels: [one.channel], messages: encode(one) }));
      const results = await withPatience(this.client.batchPublish(specs));
      return results.map(({ results: [result] }) =>
        result && 'error' in result ? toPublishError(result.error) : undefined,
      );
    } catch (error) {
      const failure = toPublishError(error);
      return batch.map(() => failure);
    }
  }

  /** The SDK keeps every channel it was asked for; those of over sessions must not pile up. */
  private forgetOldChannels(): void {
    const names = Object.keys(this.client.channels.all);
    if (names.length < CHANNELS_KEPT) return;
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

  private async publish({ channel, id, messages }: Publication): Promise<PublishError | undefined> {
    const sending = this.client.channels
      .get(channel)
      .publish(messages.map((message, index) => ({ ...message, id: `${id}:${index}` })));
    try {
      await withPatience(sending);
      return undefined;
    } catch (error) {
      return toPublishError(error);
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

async function withPatience<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PublishError('wait', 'Ably did not answer in time')),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([sending, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ably refused this message (4xx), or could not be reached (all else). */
function toPublishError(error: unknown): PublishError {
  if (error instanceof PublishError) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: number };
  const connection = code !== undefined && code >= 80_000 && code < 81_000;
  const tooMany = statusCode === 429;
  const refused = statusCode !== undefined && statusCode < NOT_OUR_FAULT && !connection && !tooMany;
  return new PublishError(refused ? 'reject' : 'wait', `Ably answered ${code ?? 'nothing'}`, error);
}
