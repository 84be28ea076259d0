import { setTimeout as pause } from 'node:timers/promises';
import * as Ably from 'ably';
import type { ApiClient, ChaosUser } from './api-client';
import { Subscriber } from './subscriber';

const RETRY_MS = 300;
const CATCH_UP_LIMIT_MS = 600_000;

interface HistoryMessage {
  id: string;
  content: string;
}

/**
 * A participant of a session by Ably's SDK, as in the web app: when the SDK says that messages may be
 * missing, it reads the history.
 */
export class AblySubscriber extends Subscriber {
  private readonly client: Ably.Realtime;
  private catchingUp: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly api: ApiClient,
    private readonly user: ChaosUser,
    private readonly session: { sessionId: string; conversation: string; ablyPort: number },
  ) {
    super('ably', session.conversation, user.id);
    this.client = new Ably.Realtime({
      endpoint: '127.0.0.1',
      port: session.ablyPort,
      tls: false,
      disableConnectivityCheck: true,
      disconnectedRetryTimeout: 1_000,
      suspendedRetryTimeout: 1_000,
      logLevel: 0,
      authCallback: (_params, done) => {
        void this.fetchToken().then((token) => done(token ? null : 'no token', token ?? null));
      },
    });
    this.subscribe();
  }

  close(): void {
    this.isClosed = true;
    this.client.close();
  }

  private subscribe(): void {
    const channel = this.client.channels.get(`chat:session:${this.session.sessionId}`);
    channel.on(['attached', 'update'], ({ resumed }) => {
      if (!resumed)
        this.catchingUp ??= this.readHistory().finally(() => (this.catchingUp = undefined));
    });
    const receive = ({ name, data }: Ably.InboundMessage): void => {
      if (name === 'message') {
        const { id, content } = data as HistoryMessage;
        this.receive(id, content);
      }
      if (name === 'session-status') {
        this.signals.push({ status: (data as { status: string }).status, at: Date.now() });
      }
    };
    // The SDK attaches, and enters, by itself again after a failure.
    channel.subscribe(receive).catch(() => undefined);
    channel.presence.enter().catch(() => undefined);
  }

  private async fetchToken(): Promise<Ably.TokenRequest | undefined> {
    const path = `/api/v1/chat/ably-token?sessionId=${this.session.sessionId}`;
    const answer = await this.api.call({ as: this.user, method: 'GET', path });
    if (answer?.status !== 200) return undefined;
    return (answer.data as { token: Ably.TokenRequest }).token;
  }

  private async readHistory(): Promise<void> {
    const until = Date.now() + CATCH_UP_LIMIT_MS;
    const path = `/api/v1/chat/history?sessionId=${this.session.sessionId}&afterSeq=0&limit=100`;
    while (!this.isClosed) {
      const call = { as: this.user, method: 'GET', path } as const;
      const answer = await this.api.callUntilAnswered(call, until);
      if (answer?.status === 200) {
        const { data } = answer.data as { data: HistoryMessage[] };
        this.catchUp(data.map(({ id, content }) => ({ id, text: content })));
        this.becomeLive();
        return;
      }
      if (this.api.isStopped) return;
      await pause(RETRY_MS);
    }
  }
}
