import { setTimeout as pause } from 'node:timers/promises';

/** What became of one message of a client. */
export interface SentMessage {
  conversation: string;
  /** Unique in a run. */
  text: string;
  senderId: string;
  /**
   * `accepted`: answered with 201. `refused`: its only attempt was answered with a 4xx. `unknown`:
   * an answer is missing or was a 503, so it may be stored or not.
   */
  state: 'accepted' | 'refused' | 'unknown';
  messageId?: string;
  acceptedAt?: number;
}

/** The answer to one attempt; undefined when none came. */
export interface AttemptAnswer {
  status: number;
  messageId: string | undefined;
}

export type Attempt = (
  text: string,
  clientMessageId: string | undefined,
) => Promise<AttemptAnswer | undefined>;

const RETRY_MS = 300;
/** Every so many messages have no client message id, and are never repeated. */
const UNREPEATABLE_EVERY = 5;

/** Sends numbered texts to one conversation, as a client would: repeated until they are answered. */
export class Sender {
  private count = 0;

  constructor(
    private readonly conversation: string,
    private readonly log: SentMessage[],
    private readonly isStopped: () => boolean,
  ) {}

  async send(senderId: string, attempt: Attempt): Promise<void> {
    this.count += 1;
    const text = `${this.conversation}-${this.count}`;
    const { conversation } = this;
    const sent: SentMessage = { conversation, text, senderId, state: 'unknown' };
    this.log.push(sent);
    const clientMessageId = this.count % UNREPEATABLE_EVERY === 0 ? undefined : text;
    for (let attempts = 1; ; attempts += 1) {
      const answer = await attempt(text, clientMessageId);
      if (answer && settle(sent, answer, attempts)) return;
      if (!clientMessageId || this.isStopped()) return;
      await pause(RETRY_MS);
    }
  }
}

/** False: try again. */
function settle(
  sent: SentMessage,
  { status, messageId }: AttemptAnswer,
  attempts: number,
): boolean {
  if (status === 200 || status === 201) {
    Object.assign(sent, { state: 'accepted', messageId, acceptedAt: Date.now() });
    return true;
  }
  if (status >= 500 || status === 429) return false;
  if (attempts === 1) sent.state = 'refused';
  return true;
}
