import type { ApiError } from '../../api/api-error';
import type { ChatState } from './chat-state';
import type { ChatPhase } from './chat-strategy';
import type { ConnectionStatus } from './connection-monitor';
import type { HistoryLoader } from './history-loader';
import type { OutgoingMessage } from './send-queue';

interface BaseSnapshot {
  connection: ConnectionStatus;
  isOtherTyping: boolean;
}

/** The details and the first page are not loaded yet. */
export interface LoadingChat extends BaseSnapshot {
  status: 'loading';
  details?: undefined;
}

/** There is nothing to show, and retrying alone will not change it. */
export interface RefusedChat extends BaseSnapshot {
  status: 'refused';
  details?: undefined;
  error: ApiError;
}

export interface ReadyChat<Details> extends BaseSnapshot {
  status: ChatPhase;
  details: Details;
  state: ChatState<Details>;
  /** Own messages that are not in the log yet, in order. */
  outgoing: readonly OutgoingMessage[];
  /** Undefined while the transport is not live. */
  isOtherPresent: boolean | undefined;
  otherMemberIds: readonly string[];
  older: HistoryLoader['older'];
  /** Undefined where messages cannot be changed or searched. */
  conversationId: string | undefined;
}

/** Everything that a chat shows; a new object after every change. */
export type ChatSnapshot<Details> = LoadingChat | RefusedChat | ReadyChat<Details>;
