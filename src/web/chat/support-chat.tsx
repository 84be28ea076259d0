import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn, SupportRoom } from '../api/api-types';
import { useMe } from '../api/auth-queries';
import { clearUnsentOfOtherUsers } from '../state/chat/unsent-storage';
import type { ChatStore, ChatSnapshot } from '../state/chat/chat-store';
import { OTHER_SIDE } from '../state/chat/kinds/support-state';
import type { SupportChatState } from '../state/chat/kinds/support-state';
import { createSupportChat } from '../state/chat/kinds/support-chat';
import { ErrorNotice } from '../components/display/error-notice';
import { Skeleton } from '../components/display/skeleton';
import { ConnectionBanner } from './connection-banner';
import { MessageList } from './list/message-list';
import { MessageAnnouncer } from './list/message-announcer';
import styles from './support-chat.module.css';
import { MessageComposer } from './composer/message-composer';
import { useMessageList } from './list/use-message-list';

export interface SupportChatProps {
  roomId: string;
  /** What stands above the messages. */
  header: (room: SupportRoom | undefined, isOtherTyping: boolean) => ReactNode;
  /** Stands above the composer; is given what puts words into it. */
  tools?: (write: (text: string) => void) => ReactNode;
  /** Below a conversation that is closed. */
  closed: ReactNode;
}

/** A support room, for either side. */
export function SupportChat(props: SupportChatProps): ReactElement {
  const { roomId, header: head } = props;
  const { t } = useTranslation();
  const me = useMe();
  const store = useMemo(() => {
    clearUnsentOfOtherUsers(me.id);
    return createSupportChat(roomId, me.id);
  }, [roomId, me.id]);
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const { room, log } = view.state;
  return (
    <div className={styles['talk']}>
      {head(room, view.isOtherTyping)}
      <ConnectionBanner
        link={view.connection}
        canWrite={room?.status !== 'CLOSED'}
        onRetry={() => store.refresh()}
      />
      {room && log.isLoaded ? (
        <OpenSupportChat {...props} {...{ store, view, me, room }} />
      ) : (
        <div className={styles['loading']} aria-label={t('common.loading')}>
          {view.refusal ? <ErrorNotice error={view.refusal} /> : <Skeleton lines={3} />}
        </div>
      )}
    </div>
  );
}

interface OpenSupportChatProps extends SupportChatProps {
  store: ChatStore<SupportChatState>;
  view: ChatSnapshot<SupportChatState>;
  me: SignedIn['user'];
  room: SupportRoom;
}

const OTHERS = [OTHER_SIDE];

function OpenSupportChat({
  store,
  view,
  me,
  room,
  tools,
  closed,
}: OpenSupportChatProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const talk = useMessageList({
    store,
    snapshot: view,
    me,
    otherMemberIds: OTHERS,
    frame,
    isCompact: false,
  });
  const [written, setWritten] = useState(0);
  const write = (text: string): void => {
    store.setDraft(text);
    setWritten((times) => times + 1);
  };
  const isClosed = room.status === 'CLOSED';
  return (
    <div ref={frame} className={styles['talk']}>
      <MessageList {...talk} canWrite={!isClosed} />
      {isClosed ? (
        <div className={styles['closed']}>{closed}</div>
      ) : (
        <>
          {tools?.(write)}
          <MessageComposer
            key={written}
            store={store}
            actionState={talk.doing}
            compact
            lockedReason={undefined}
          />
        </>
      )}
      <MessageAnnouncer log={view.state.log} personId={me.id} />
    </div>
  );
}
