import type { ReactElement } from 'react';
import type { ReadyChat } from '../state/chat/chat-snapshot';
import type { ChatControls } from '../state/chat/chat-store';
import { DeleteMessageDialog } from './message/delete-message-dialog';
import type { MessageActionState } from './message/use-message-actions';
import { LazyConversationSearch } from './search/search-button';

interface ChatOverlaysProps {
  store: ChatControls;
  snapshot: ReadyChat<unknown>;
  userId: string;
  actionState: MessageActionState;
  isSearching: boolean;
  onSearchClose: () => void;
}

/** The search and the delete confirmation of a chat. */
export function ChatOverlays(props: ChatOverlaysProps): ReactElement {
  const { store, snapshot, userId, actionState, isSearching, onSearchClose } = props;
  const { conversationId } = snapshot;
  const { actions, deleteTarget, cancelDelete } = actionState;
  const onFound = (seq: number): void => {
    onSearchClose();
    actions.jumpTo(seq);
  };
  return (
    <>
      {isSearching && conversationId !== undefined && (
        <LazyConversationSearch
          conversationId={conversationId}
          userId={userId}
          onFound={onFound}
          onClose={onSearchClose}
        />
      )}
      {deleteTarget && (
        <DeleteMessageDialog store={store} row={deleteTarget} onClose={cancelDelete} />
      )}
    </>
  );
}
