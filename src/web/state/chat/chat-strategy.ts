import type { Message, MessagePage } from '../../api/api-types';
import type { ChatTransport, TransportHandlers } from '../transport/chat-transport';
import type { ChatState, RequestContext } from './chat-state';
import type { UnsentMessage } from './unsent-storage';

/** `scheduled`: not open yet; `open`: members can write; `ended`: closed permanently. */
export type ChatPhase = 'scheduled' | 'open' | 'ended';

/** Applies a response to the state. */
export type StateUpdate<Details> = (
  state: ChatState<Details>,
  context: RequestContext,
) => ChatState<Details>;

/** What the next poll depends on besides the details. */
export interface PollContext {
  serverNow: number;
  isLive: boolean;
  isVisible: boolean;
}

/** The contract of one conversation kind for messages. */
export interface ChatApi {
  listLatest(): Promise<MessagePage>;
  listAfter(afterSeq: number): Promise<MessagePage>;
  listBefore(beforeId: string): Promise<MessagePage>;
  sendMessage(message: UnsentMessage): Promise<Message>;
  markRead(upToSeq: number): Promise<unknown>;
}

/** How one kind of conversation (session, direct, support) differs from the others. */
export interface ChatStrategy<Details> {
  readonly api: ChatApi;
  /** Part of the keys of unsent messages in this browser's storage. */
  readonly storageKey: string;
  /** False: messages must not be shown any more after an end or a refusal. */
  readonly keepsHistory: boolean;
  createTransport(handlers: TransportHandlers): ChatTransport;
  fetchDetails(): Promise<StateUpdate<Details>>;
  /** Applies an event of this kind; returns the same state for any other. */
  applyEvent(state: ChatState<Details>, name: string, data: unknown): ChatState<Details>;
  phase(details: Details): ChatPhase;
  /** Milliseconds until the next poll; undefined: no further poll. */
  pollDelay(details: Details | undefined, context: PollContext): number | undefined;
  /** The id that all kinds share; undefined where messages cannot be edited or searched. */
  conversationId(details: Details): string | undefined;
  otherMemberIds(details: Details): readonly string[];
}

/** Creates the strategy of one conversation as one user sees it. */
export type StrategyFactory<Details> = (id: string, userId: string) => ChatStrategy<Details>;

const LATEST_LIMIT = 40;
const BEFORE_LIMIT = 60;
const AFTER_LIMIT = 100;

export interface HistoryQuery {
  limit: number;
  afterSeq?: number;
  before?: string;
}

/** The three history requests from one that takes their query. */
export function historyApi(
  fetchPage: (query: HistoryQuery) => Promise<MessagePage>,
): Pick<ChatApi, 'listLatest' | 'listAfter' | 'listBefore'> {
  return {
    listLatest: () => fetchPage({ limit: LATEST_LIMIT }),
    listAfter: (afterSeq) => fetchPage({ afterSeq, limit: AFTER_LIMIT }),
    listBefore: (before) => fetchPage({ before, limit: BEFORE_LIMIT }),
  };
}
