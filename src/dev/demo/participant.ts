import * as Ably from 'ably';
import { answerWithin } from '../../answer-within';
import type { DemoApi } from './demo-api';
import { DemoError } from './demo-api';
import type { SignedInUser } from './book-demo-session';

interface IssuedToken {
  token: Ably.TokenRequest;
  channelName: string;
  typingChannelName?: string;
  encryption?: { channelKey: string; typingChannelKey: string };
  ably: Pick<Ably.ClientOptions, 'endpoint' | 'port' | 'tlsPort' | 'tls'>;
}

export type EventHandler = (name: string, data: unknown) => void;

const TIMEOUT_MS = 15_000;

/** A user with an Ably connection, authenticated by the tokens that the API issues. */
export class Participant {
  private constructor(
    readonly user: SignedInUser,
    private readonly ably: Ably.Realtime,
    private readonly issuedToken: IssuedToken,
  ) {}

  /** Connects with the token issued at `path`; `onEvent` receives every event. */
  static async connect(
    api: DemoApi,
    { user, path }: { user: SignedInUser; path: string },
    onEvent: EventHandler,
  ): Promise<Participant> {
    const issueToken = () => api.get<IssuedToken>(path, user.token);
    const issued = await issueToken();
    const ably = new Ably.Realtime({
      ...issued.ably,
      // A token request is valid once: every renewal needs a new one.
      authCallback: (_params, done) => {
        issueToken().then(
          ({ token }) => done(null, token),
          (error: Error) => done(error.message, null),
        );
      },
      logLevel: 0,
    });
    const participant = new Participant(user, ably, issued);
    try {
      await participant.subscribe(issued.channelName, onEvent);
      await participant.subscribe(`user:${user.id}`, onEvent);
    } catch (error) {
      ably.close();
      throw error;
    }
    return participant;
  }

  /** Fetches a token with the capabilities of an open chat, then subscribes to typing. */
  async reauthorize(onEvent: EventHandler): Promise<void> {
    const { typingChannelName } = this.issuedToken;
    await withTimeout(this.ably.auth.authorize(), 'renewing the token');
    if (typingChannelName) await this.subscribe(typingChannelName, onEvent);
  }

  /** Published with the participant's own token, without the API. */
  async sendTyping(isTyping: boolean): Promise<void> {
    const data = { userId: this.user.id, isTyping, timestamp: new Date().toISOString() };
    const channel = this.channel(this.issuedToken.typingChannelName ?? '');
    await withTimeout(channel.publish('typing', data), 'publishing a typing event');
  }

  close(): void {
    this.ably.close();
  }

  private async subscribe(name: string, onEvent: EventHandler): Promise<void> {
    const subscribed = this.channel(name).subscribe((message) =>
      onEvent(message.name ?? '', message.data),
    );
    await withTimeout(subscribed, `subscribing to ${name}`);
  }

  /** With its cipher while channels are encrypted. */
  private channel(name: string): Ably.RealtimeChannel {
    const { channelName, typingChannelName, encryption } = this.issuedToken;
    const keys = new Map([
      [channelName, encryption?.channelKey],
      [typingChannelName, encryption?.typingChannelKey],
    ]);
    const key = keys.get(name);
    return this.ably.channels.get(name, key === undefined ? {} : { cipher: { key } });
  }
}

async function withTimeout<T>(work: Promise<T>, action: string): Promise<T> {
  try {
    return await answerWithin(TIMEOUT_MS, work, () => {
      throw new Error('timeout');
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DemoError(
      `Ably: ${action} failed: ${reason}. Check GET /readyz and the log of local Ably, if in use.`,
      { cause: error },
    );
  }
}
