import * as Ably from 'ably';
import type { DemoApi } from './demo-api';
import { DemoError } from './demo-api';
import type { SignedInUser } from './book-demo-session';

interface IssuedToken {
  token: Ably.TokenRequest;
  channelName: string;
  typingChannelName?: string;
  ably: Pick<Ably.ClientOptions, 'endpoint' | 'port' | 'tlsPort' | 'tls'>;
}

export type EventHandler = (name: string, data: unknown) => void;

const TIMEOUT_MS = 15_000;

/** Somebody with a connection of their own: the Ably SDK and the tokens that the API issues. */
export class Participant {
  private constructor(
    readonly user: SignedInUser,
    private readonly ably: Ably.Realtime,
    private readonly issuedToken: IssuedToken,
  ) {}

  /** Connects with the token found at `path` and listens; `hear` is called for every event. */
  static async connect(
    api: DemoApi,
    { person, path }: { person: SignedInUser; path: string },
    hear: EventHandler,
  ): Promise<Participant> {
    const issue = () => api.get<IssuedToken>(path, person.token);
    const issued = await issue();
    const ably = new Ably.Realtime({
      ...issued.ably,
      // A token request works once: the SDK asks for a new one whenever it needs a token.
      authCallback: (_params, done) => {
        issue().then(
          ({ token }) => done(null, token),
          (error: Error) => done(error.message, null),
        );
      },
      logLevel: 0,
    });
    const participant = new Participant(person, ably, issued);
    try {
      await participant.subscribe(issued.channelName, hear);
      await participant.subscribe(`user:${person.id}`, hear);
    } catch (error) {
      ably.close();
      throw error;
    }
    return participant;
  }

  /** Fetches a token with the rights of an open chat, then listens for typing too. */
  async reauthorize(hear: EventHandler): Promise<void> {
    await withTimeout(this.ably.auth.authorize(), 'a new token');
    if (this.issuedToken.typingChannelName)
      await this.subscribe(this.issuedToken.typingChannelName, hear);
  }

  /** Goes from person to person by the participant's own token, past the API. */
  async sendTyping(isTyping: boolean): Promise<void> {
    const data = { userId: this.user.id, isTyping, timestamp: new Date().toISOString() };
    const channel = this.ably.channels.get(this.issuedToken.typingChannelName ?? '');
    await withTimeout(channel.publish('typing', data), 'a word that somebody types');
  }

  close(): void {
    this.ably.close();
  }

  private async subscribe(name: string, hear: EventHandler): Promise<void> {
    const subscribed = this.ably.channels
      .get(name)
      .subscribe((message) => hear(message.name ?? '', message.data));
    await withTimeout(subscribed, `the channel ${name}`);
  }
}

async function withTimeout<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, patience]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DemoError(
      `Ably did not give ${what}: ${why}. Look at GET /readyz and, for local Ably, at its log.`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
