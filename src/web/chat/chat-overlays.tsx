import type { ReactElement } from 'react';
import type { ChatState } from '../state/chat/chat-state';
import type { ChatStore, ChatSnapshot } from '../state/chat/chat-store';
import { DeleteMessageDialog } from './message/delete-message-dialog';
import { LazyConversationSearch } from './search/search-button';
import type { MessageActionState } from './message/use-message-actions';

interface ChatOverlaysProps<Feed extends ChatState> {
  store: ChatStore<Feed>;
  snapshot: ChatSnapshot<Feed>;
  userId: string;
  actionState: MessageActionState;
  isSearching: boolean;
  onSearchClose: () => void;
}

/** What opens above a conversation: the search in it, and what is asked before a message goes. */
export function ChatOverlays<Feed extends ChatState>(props: ChatOverlaysProps<Feed>): ReactElement {
  const {
    store,
    snapshot: view,
    userId: personId,
    actionState: doing,
    isSearching,
    onSearchClose: onSearched,
  } = props;
  const { conversationId } = view;
  const found = (seq: number): void => {
    onSearched();
    doing.actions.jumpTo(seq);
  };
  return (
    <>
      {isSearching && conversationId !== undefined && (
        <LazyConversationSearch
          {...{ conversationId, userId: personId }}
          onFound={found}
          onClose={onSearched}
        />
      )}
      {doing.deleteTarget && (
        <DeleteMessageDialog store={store} row={doing.deleteTarget} onClose={doing.cancelDelete} />
      )}
    </>
  );
}
