import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, SignedIn } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import type { ConversationFeed } from '../../realtime/conversation-feed';
import { conversationStore } from '../../realtime/conversation-store';
import { hasFiles } from '../../files/has-files';
import { useTalkFiles } from '../../files/use-talk-files';
import { forgetWordsOfOthers } from '../../realtime/kept-words';
import { missingAfter } from '../../realtime/message-log';
import type { RoomStore, RoomView } from '../../realtime/room-store';
import { LinkBanner } from '../../talk/link-banner';
import { MessageList } from '../../talk/message-list';
import { Presence } from '../../talk/presence';
import { SpokenMessages } from '../../talk/spoken-messages';
import { SearchButton } from '../../talk/search-button';
import { TalkComposer } from '../../talk/talk-composer';
import { TalkHeader } from '../../talk/talk-header';
import { TalkOverlays } from '../../talk/talk-overlays';
import { useTalk } from '../../talk/use-talk';
import { useTitleCount } from '../../talk/use-title-count';
import { ErrorNotice } from '../../ui/error-notice';
import { Skeleton } from '../../ui/skeleton';
import { ArchiveButton } from './archive-button';
import styles from './conversation-talk.module.css';
import { otherMember } from './other-member';

interface ConversationTalkProps {
  conversationId: string;
  /** The list stands beside it: there is no way back to it. */
  hasList: boolean;
}

/** Where two people talk outside sessions, for as long as one of them cares for the other. */
export function ConversationTalk({ conversationId, hasList }: ConversationTalkProps): ReactElement {
  const me = useMe();
  const store = useMemo(() => {
    forgetWordsOfOthers(me.id);
    return conversationStore(conversationId, me.id);
  }, [conversationId, me.id]);
  const view = useSyncExternalStore(store.subscribe, store.read);
  const { conversation, log } = view.feed;
  // What was closed may not be read any more, by either side.
  if (view.refusal || !conversation || !log.isLoaded || conversation.state === 'closed') {
    return <ClosedDoor store={store} view={view} hasList={hasList} />;
  }
  return <OpenTalk {...{ store, view, conversation, me, hasList }} />;
}

interface DoorProps {
  store: RoomStore<ConversationFeed>;
  view: RoomView<ConversationFeed>;
  hasList: boolean;
}

function ClosedDoor({ store, view, hasList }: DoorProps): ReactElement {
  const { t } = useTranslation();
  const isClosed = view.feed.conversation?.state === 'closed';
  return (
    <div className={styles['talk']}>
      <TalkHeader
        otherName={t('messages.title')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={0}
      >
        {null}
      </TalkHeader>
      <LinkBanner link={view.link} canWrite={false} onRetry={() => store.wake()} />
      <div className={styles['loading']}>
        {view.refusal && <ErrorNotice error={view.refusal} />}
        {!view.refusal && isClosed && <p role="status">{t('messages.closed')}</p>}
        {!view.refusal && !isClosed && <Skeleton lines={4} height="card" />}
      </div>
    </div>
  );
}

interface OpenTalkProps extends DoorProps {
  conversation: Conversation;
  me: SignedIn['user'];
}

function OpenTalk({ store, view, conversation, me, hasList }: OpenTalkProps): ReactElement {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const other = otherMember(conversation, me.id);
  const others = other ? [other.id] : [];
  const talk = useTalk({ store, view, me, others, frame, isOneOfMany: false });
  const files = useTalkFiles({
    conversationId: conversation.id,
    frame,
    canSend: true,
    hasFiles: hasFiles(view.feed.log),
  });
  useTitleCount(talk.unread);
  return (
    <div ref={frame} className={styles['talk']}>
      <OpenHead {...{ store, view, conversation, me, hasList, talk }} />
      <LinkBanner link={view.link} canWrite onRetry={() => store.wake()} />
      <MessageList {...talk} canWrite />
      {missingAfter(view.feed.log) !== undefined && (
        <p className={styles['missing']}>{t('session.list.missing')}</p>
      )}
      {files.dock}
      <TalkComposer
        store={store}
        doing={talk.doing}
        compact={false}
        locked={undefined}
        start={files.button}
      />
      <SpokenMessages log={view.feed.log} personId={me.id} />
    </div>
  );
}

type HeadProps = OpenTalkProps & { talk: ReturnType<typeof useTalk> };

/** With whom one talks, and what can be done with the whole of it. */
function OpenHead({ store, view, conversation, me, hasList, talk }: HeadProps): ReactElement {
  const { t } = useTranslation();
  const [isSearching, setSearching] = useState(false);
  const other = otherMember(conversation, me.id);
  return (
    <>
      <TalkHeader
        otherName={other?.fullName ?? t('messages.nobody')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={talk.unread}
        tools={
          <>
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
            <ArchiveButton conversation={conversation} onDone={() => store.wake()} />
          </>
        }
      >
        <Presence isHere={view.isOtherHere} isTyping={view.isOtherTyping} />
      </TalkHeader>
      <TalkOverlays
        {...{ store, view, isSearching }}
        personId={me.id}
        doing={talk.doing}
        onSearched={() => setSearching(false)}
      />
    </>
  );
}
