import * as Ably from 'ably';
import type { DemoApi } from './demo-api';
import { DemoFault } from './demo-api';
import type { SignedInPerson } from './book-demo-session';

interface IssuedToken {
  token: Ably.TokenRequest;
  channelName: string;
  typingChannelName?: string;
  ably: Pick<Ably.ClientOptions, 'endpoint' | 'port' | 'tlsPort' | 'tls'>;
}

export type Hear = (name: string, data: unknown) => void;

const PATIENCE_MS = 15_000;

/** Somebody with a connection of their own: the Ably SDK and the tokens that the API issues. */
export class Participant {
  private constructor(
    readonly person: SignedInPerson,
    private readonly ably: Ably.Realtime,
    private readonly issued: IssuedToken,
  ) {}

  /** Connects with the token found at `path` and listens; `hear` is called for every event. */
  static async connect(
    api: DemoApi,
    { person, path }: { person: SignedInPerson; path: string },
    hear: Hear,
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
      await participant.listen(issued.channelName, hear);
      await participant.listen(`user:${person.id}`, hear);
    } catch (error) {
      ably.close();
      throw error;
    }
    return participant;
  }

  /** Fetches a token with the rights of an open chat, then listens for typing too. */
  async refreshRights(hear: Hear): Promise<void> {
    await withPatience(this.ably.auth.authorize(), 'a new token');
    if (this.issued.typingChannelName) await this.listen(this.issued.typingChannelName, hear);
  }

  /** Goes from person to person by the participant's own token, past the API. */
  async type(isTyping: boolean): Promise<void> {
    const data = { userId: this.person.id, isTyping, timestamp: new Date().toISOString() };
    const channel = this.ably.channels.get(this.issued.typingChannelName ?? '');
    await withPatience(channel.publish('typing', data), 'a word that somebody types');
  }

  close(): void {
    this.ably.close();
  }

  private async listen(name: string, hear: Hear): Promise<void> {
    const subscribed = this.ably.channels
      .get(name)
      .subscribe((message) => hear(message.name ?? '', message.data));
    await withPatience(subscribed, `the channel ${name}`);
  }
}

async function withPatience<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, patience]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DemoFault(
      `Ably did not give ${what}: ${why}. Look at GET /readyz and, for local Ably, at its log.`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
