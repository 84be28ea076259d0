import * as Ably from 'ably';
import type { AblyAddress } from '../config/config';
import type { Logger } from '../logger';
import type { Typing, TypingPort } from '../conversation/announce-typing';
import type { Place } from '../conversation/place';
import { ablyOptions, logTo } from './ably-options';
import { typingChannelOf } from './channels';

const PATIENCE_MS = 3_000;

/** Sends what is not worth keeping, and tells whether Ably answers. */
export class AblyNotifier implements TypingPort {
  private readonly rest: Ably.Rest;

  constructor(key: string, address: AblyAddress, logger: Logger) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      ...logTo(logger),
      key,
      httpRequestTimeout: PATIENCE_MS,
    });
  }

  async announce({ name }: Place, typing: Typing): Promise<void> {
    await this.rest.channels.get(typingChannelOf(name)).publish({
      name: 'typing',
      data: typing,
      extras: { ephemeral: true },
    });
  }

  /** Rejects when Ably cannot be reached. */
  async ping(): Promise<void> {
    await this.rest.time();
  }
}
