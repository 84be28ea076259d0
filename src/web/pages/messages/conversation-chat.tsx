import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, SignedIn } from '../../api/api-types';
import { hasFiles } from '../../chat/files/has-files';
import { useChatFiles } from '../../chat/files/transfers/use-chat-files';
import type { ChatSnapshot, ReadyChat } from '../../state/chat/chat-snapshot';
import type { ChatControls } from '../../state/chat/chat-store';
import { directStrategy } from '../../state/chat/kinds/direct-strategy';
import { missingAfter } from '../../state/chat/message-log';
import { useChat } from '../../state/chat/use-chat';
import { ConnectionBanner } from '../../chat/connection-banner';
import { MessageList } from '../../chat/list/message-list';
import { MessageAnnouncer } from '../../chat/list/message-announcer';
import { SearchButton } from '../../chat/search/search-button';
import { MessageComposer } from '../../chat/composer/message-composer';
import { ChatHeader } from '../../chat/chat-header';
import { ChatOverlays } from '../../chat/chat-overlays';
import { useMessageList } from '../../chat/list/use-message-list';
import { useUnreadTitle } from '../../chat/use-unread-title';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import { ArchiveButton } from './archive-button';
import styles from '../../chat/chat-frame.module.css';
import { MemberPresence } from './member-presence';
import { otherMember } from './other-member';

interface ConversationChatProps {
  conversationId: string;
  /** The list is shown beside the chat, so there is no Back link. */
  hasList: boolean;
}

/** Chat of two members outside sessions, open while the assignment between them lasts. */
export function ConversationChat({ conversationId, hasList }: ConversationChatProps): ReactElement {
  const { store, snapshot, me } = useChat(directStrategy, conversationId);
  // A closed conversation is not readable any more, for either member.
  if (!snapshot.details || snapshot.status === 'ended') {
    return <UnavailableChat store={store} snapshot={snapshot} hasList={hasList} />;
  }
  return <OpenChat store={store} snapshot={snapshot} me={me} hasList={hasList} />;
}

interface UnavailableProps {
  store: ChatControls;
  snapshot: ChatSnapshot<Conversation>;
  hasList: boolean;
}

function UnavailableChat({ store, snapshot, hasList }: UnavailableProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.chat}>
      <ChatHeader
        otherName={t('messages.title')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={0}
      >
        {null}
      </ChatHeader>
      <ConnectionBanner
        status={snapshot.connection}
        canWrite={false}
        onRetry={() => store.refresh()}
      />
      <div className={styles.loading}>
        {snapshot.status === 'refused' && <ErrorNotice error={snapshot.error} />}
        {snapshot.status === 'ended' && <p role="status">{t('messages.closed')}</p>}
        {snapshot.status === 'loading' && <Skeleton lines={4} height="card" />}
      </div>
    </div>
  );
}

interface OpenChatProps extends UnavailableProps {
  snapshot: ReadyChat<Conversation>;
  me: SignedIn['user'];
}

function OpenChat({ store, snapshot, me, hasList }: OpenChatProps): ReactElement {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const { log } = snapshot.state;
  const list = useMessageList({ store, snapshot, me, frame, isCompact: false });
  const files = useChatFiles({
    conversationId: snapshot.details.id,
    frame,
    canSend: true,
    hasFiles: hasFiles(log),
  });
  useUnreadTitle(list.unread);
  return (
    <div ref={frame} className={styles.chat}>
      <OpenChatHeader store={store} snapshot={snapshot} me={me} hasList={hasList} list={list} />
      <ConnectionBanner status={snapshot.connection} canWrite onRetry={() => store.refresh()} />
      <MessageList {...list} canWrite />
      {missingAfter(log) !== undefined && (
        <p className={styles.missing}>{t('session.list.missing')}</p>
      )}
      {files.panel}
      <MessageComposer
        store={store}
        actionState={list.actionState}
        compact={false}
        lockedReason={undefined}
        start={files.button}
      />
      <MessageAnnouncer log={log} userId={me.id} />
    </div>
  );
}

type OpenChatHeaderProps = OpenChatProps & { list: ReturnType<typeof useMessageList> };

/** Header with search and archive. */
function OpenChatHeader({ store, snapshot, me, hasList, list }: OpenChatHeaderProps): ReactElement {
  const { t } = useTranslation();
  const [isSearching, setSearching] = useState(false);
  const { details: conversation } = snapshot;
  const other = otherMember(conversation, me.id);
  return (
    <>
      <ChatHeader
        otherName={other?.fullName ?? t('messages.unknownMember')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={list.unread}
        tools={
          <>
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
            <ArchiveButton conversation={conversation} onDone={() => store.refresh()} />
          </>
        }
      >
        {other && (
          <MemberPresence
            userId={other.id}
            isPresent={snapshot.isOtherPresent}
            isTyping={snapshot.isOtherTyping}
          />
        )}
      </ChatHeader>
      <ChatOverlays
        store={store}
        snapshot={snapshot}
        isSearching={isSearching}
        userId={me.id}
        actionState={list.actionState}
        onSearchClose={() => setSearching(false)}
      />
    </>
  );
}
