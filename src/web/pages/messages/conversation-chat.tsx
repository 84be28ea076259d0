import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, SignedIn } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import type { DirectChatState } from '../../state/chat/kinds/direct-state';
import { createDirectChat } from '../../state/chat/kinds/direct-chat';
import { hasFiles } from '../../chat/files/has-files';
import { useChatFiles } from '../../chat/files/transfers/use-chat-files';
import { clearUnsentOfOtherUsers } from '../../state/chat/unsent-storage';
import { missingAfter } from '../../state/chat/message-log';
import type { ChatStore, ChatSnapshot } from '../../state/chat/chat-store';
import { ConnectionBanner } from '../../chat/connection-banner';
import { MessageList } from '../../chat/list/message-list';
import { PresenceText } from '../../chat/presence-text';
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
import styles from './conversation-chat.module.css';
import { otherMember } from './other-member';

interface ConversationChatProps {
  conversationId: string;
  /** The list stands beside it: there is no way back to it. */
  hasList: boolean;
}

/** Where two people talk outside sessions, for as long as one of them cares for the other. */
export function ConversationChat({ conversationId, hasList }: ConversationChatProps): ReactElement {
  const me = useMe();
  const store = useMemo(() => {
    clearUnsentOfOtherUsers(me.id);
    return createDirectChat(conversationId, me.id);
  }, [conversationId, me.id]);
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const { conversation, log } = view.state;
  // What was closed may not be read any more, by either side.
  if (view.refusal || !conversation || !log.isLoaded || conversation.state === 'closed') {
    return <UnavailableChat store={store} view={view} hasList={hasList} />;
  }
  return <OpenChat {...{ store, view, conversation, me, hasList }} />;
}

interface UnavailableProps {
  store: ChatStore<DirectChatState>;
  view: ChatSnapshot<DirectChatState>;
  hasList: boolean;
}

function UnavailableChat({ store, view, hasList }: UnavailableProps): ReactElement {
  const { t } = useTranslation();
  const isClosed = view.state.conversation?.state === 'closed';
  return (
    <div className={styles.talk}>
      <ChatHeader
        otherName={t('messages.title')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={0}
      >
        {null}
      </ChatHeader>
      <ConnectionBanner link={view.connection} canWrite={false} onRetry={() => store.refresh()} />
      <div className={styles.loading}>
        {view.refusal && <ErrorNotice error={view.refusal} />}
        {!view.refusal && isClosed && <p role="status">{t('messages.closed')}</p>}
        {!view.refusal && !isClosed && <Skeleton lines={4} height="card" />}
      </div>
    </div>
  );
}

interface OpenChatProps extends UnavailableProps {
  conversation: Conversation;
  me: SignedIn['user'];
}

function OpenChat({ store, view, conversation, me, hasList }: OpenChatProps): ReactElement {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const other = otherMember(conversation, me.id);
  const others = other ? [other.id] : [];
  const talk = useMessageList({
    store,
    snapshot: view,
    me,
    otherMemberIds: others,
    frame,
    isCompact: false,
  });
  const files = useChatFiles({
    conversationId: conversation.id,
    frame,
    canSend: true,
    hasFiles: hasFiles(view.state.log),
  });
  useUnreadTitle(talk.unread);
  return (
    <div ref={frame} className={styles.talk}>
      <OpenChatHeader {...{ store, view, conversation, me, hasList, talk }} />
      <ConnectionBanner link={view.connection} canWrite onRetry={() => store.refresh()} />
      <MessageList {...talk} canWrite />
      {missingAfter(view.state.log) !== undefined && (
        <p className={styles.missing}>{t('session.list.missing')}</p>
      )}
      {files.panel}
      <MessageComposer
        store={store}
        actionState={talk.doing}
        compact={false}
        lockedReason={undefined}
        start={files.button}
      />
      <MessageAnnouncer log={view.state.log} personId={me.id} />
    </div>
  );
}

type OpenChatHeaderProps = OpenChatProps & { talk: ReturnType<typeof useMessageList> };

/** With whom one talks, and what can be done with the whole of it. */
function OpenChatHeader({
  store,
  view,
  conversation,
  me,
  hasList,
  talk,
}: OpenChatHeaderProps): ReactElement {
  const { t } = useTranslation();
  const [isSearching, setSearching] = useState(false);
  const other = otherMember(conversation, me.id);
  return (
    <>
      <ChatHeader
        otherName={other?.fullName ?? t('messages.unknownMember')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={talk.unread}
        tools={
          <>
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
            <ArchiveButton conversation={conversation} onDone={() => store.refresh()} />
          </>
        }
      >
        <PresenceText isHere={view.isOtherPresent} isTyping={view.isOtherTyping} />
      </ChatHeader>
      <ChatOverlays
        {...{ store, snapshot: view, isSearching }}
        userId={me.id}
        actionState={talk.doing}
        onSearchClose={() => setSearching(false)}
      />
    </>
  );
}
