import type { ReactElement } from 'react';
import type { RoomFeed } from '../realtime/room-feed';
import type { RoomStore, RoomView } from '../realtime/room-store';
import { DeleteDialog } from './delete-dialog';
import { SearchLater } from './search-button';
import type { Doing } from './use-message-acts';

interface TalkOverlaysProps<Feed extends RoomFeed> {
  store: RoomStore<Feed>;
  view: RoomView<Feed>;
  personId: string;
  doing: Doing;
  isSearching: boolean;
  onSearched: () => void;
}

/** What opens above a conversation: the search in it, and what is asked before a message goes. */
export function TalkOverlays<Feed extends RoomFeed>(props: TalkOverlaysProps<Feed>): ReactElement {
  const { store, view, personId, doing, isSearching, onSearched } = props;
  const { conversationId } = view;
  const found = (seq: number): void => {
    onSearched();
    doing.acts.jump(seq);
  };
  return (
    <>
      {isSearching && conversationId !== undefined && (
        <SearchLater {...{ conversationId, personId }} onFound={found} onClose={onSearched} />
      )}
      {doing.toDelete && (
        <DeleteDialog store={store} row={doing.toDelete} onClose={doing.endDelete} />
      )}
    </>
  );
}
