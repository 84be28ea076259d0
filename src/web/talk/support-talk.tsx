import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn, SupportRoom } from '../api/api-types';
import { useMe } from '../api/auth-queries';
import { forgetWordsOfOthers } from '../realtime/kept-words';
import type { RoomStore, RoomView } from '../realtime/room-store';
import { OTHER_SIDE } from '../realtime/support-feed';
import type { SupportFeed } from '../realtime/support-feed';
import { supportStore } from '../realtime/support-store';
import { ErrorNotice } from '../ui/error-notice';
import { Skeleton } from '../ui/skeleton';
import { LinkBanner } from './link-banner';
import { MessageList } from './message-list';
import { SpokenMessages } from './spoken-messages';
import styles from './support-talk.module.css';
import { TalkComposer } from './talk-composer';
import { useTalk } from './use-talk';

export interface SupportTalkProps {
  roomId: string;
  /** What stands above the messages. */
  head: (room: SupportRoom | undefined, isOtherTyping: boolean) => ReactNode;
  /** Stands above the composer; is given what puts words into it. */
  tools?: (write: (text: string) => void) => ReactNode;
  /** Below a conversation that is closed. */
  closed: ReactNode;
}

/** A support room, for either side. */
export function SupportTalk(props: SupportTalkProps): ReactElement {
  const { roomId, head } = props;
  const { t } = useTranslation();
  const me = useMe();
  const store = useMemo(() => {
    forgetWordsOfOthers(me.id);
    return supportStore(roomId, me.id);
  }, [roomId, me.id]);
  const view = useSyncExternalStore(store.subscribe, store.read);
  const { room, log } = view.feed;
  return (
    <div className={styles['talk']}>
      {head(room, view.isOtherTyping)}
      <LinkBanner
        link={view.link}
        canWrite={room?.status !== 'CLOSED'}
        onRetry={() => store.wake()}
      />
      {room && log.isLoaded ? (
        <OpenTalk {...props} {...{ store, view, me, room }} />
      ) : (
        <div className={styles['loading']} aria-label={t('common.loading')}>
          {view.refusal ? <ErrorNotice error={view.refusal} /> : <Skeleton lines={3} />}
        </div>
      )}
    </div>
  );
}

interface OpenTalkProps extends SupportTalkProps {
  store: RoomStore<SupportFeed>;
  view: RoomView<SupportFeed>;
  me: SignedIn['user'];
  room: SupportRoom;
}

const OTHERS = [OTHER_SIDE];

function OpenTalk({ store, view, me, room, tools, closed }: OpenTalkProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const talk = useTalk({ store, view, me, others: OTHERS, frame, isOneOfMany: false });
  const [written, setWritten] = useState(0);
  const write = (text: string): void => {
    store.typed(text);
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
          <TalkComposer key={written} store={store} doing={talk.doing} compact locked={undefined} />
        </>
      )}
      <SpokenMessages log={view.feed.log} personId={me.id} />
    </div>
  );
}
