import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { hasFiles } from '../../files/has-files';
import { useTalkFiles } from '../../files/use-talk-files';
import { missingAfter } from '../../realtime/message-log';
import { isOver } from '../../realtime/session-feed';
import type { SessionFacts } from '../../realtime/session-feed';
import { Page } from '../../ui/page';
import { Skeleton } from '../../ui/skeleton';
import { EndingStrip } from './ending-strip';
import { LinkBanner } from '../../talk/link-banner';
import { MessageList } from '../../talk/message-list';
import { TalkOverlays } from '../../talk/talk-overlays';
import { RoomFoot } from './room-foot';
import { RoomHeader } from './room-header';
import { Refusal } from './refusal';
import { RoomNews } from './room-news';
import styles from './session-room.module.css';
import { otherPerson, useCounseling } from './use-counseling';
import type { OtherPerson } from './use-counseling';
import { useRoom } from './use-room';
import type { OpenedRoom } from './use-room';
import { SearchButton } from '../../talk/search-button';
import { useTalk } from '../../talk/use-talk';
import { useTitleCount } from '../../talk/use-title-count';
import { WaitingCard } from './waiting-card';

export interface SessionRoomProps {
  sessionId: string;
  /** One of several on a page: smaller, and only what has the attention counts as read. */
  compact?: boolean;
}

/** Where the two people of a session talk; it fills the height it is given. */
export function SessionRoom({ sessionId, compact = false }: SessionRoomProps): ReactElement {
  // Nothing of one session, least of all a draft, may be seen in another.
  return <Room key={sessionId} sessionId={sessionId} compact={compact} />;
}

function Room({ sessionId, compact }: Required<SessionRoomProps>): ReactElement {
  const { t } = useTranslation();
  const room = useRoom(sessionId);
  const { session, log } = room.view.feed;
  const counseling = useCounseling(session);
  const other = otherPerson(counseling, room.me);
  const content =
    session && log.isLoaded ? (
      <OpenRoom {...{ room, session, counseling, compact }} />
    ) : (
      <ClosedDoor room={room} />
    );
  if (compact) return content;
  const title = other ? t('session.title', { name: other.fullName }) : t('session.plainTitle');
  return (
    <Page title={title} width="whole" quietTitle>
      {content}
    </Page>
  );
}

/** While nothing is known yet, or when there is nothing to show. */
function ClosedDoor({ room: { store, view, me } }: { room: OpenedRoom }): ReactElement {
  return (
    <div className={styles['room']}>
      <LinkBanner link={view.link} canWrite={false} onRetry={() => store.wake()} />
      <div className={styles['loading']}>
        {view.refusal ? (
          <Refusal error={view.refusal} role={me.role} onRetry={() => store.wake()} />
        ) : (
          <Skeleton lines={4} height="card" />
        )}
      </div>
    </div>
  );
}

interface OpenRoomProps {
  room: OpenedRoom;
  session: SessionFacts;
  counseling: Counseling | undefined;
  compact: boolean;
}

function OpenRoom({ room, session, counseling, compact }: OpenRoomProps): ReactElement {
  const { t } = useTranslation();
  const { store, view, me } = room;
  const frame = useRef<HTMLDivElement>(null);
  const other = otherPerson(counseling, me);
  const otherRole = me.role === 'client' ? 'psychologist' : 'client';
  const otherName = other?.fullName ?? t(`common.role.${otherRole}`);
  const others = [session.clientId, session.psychologistId].filter((id) => id !== me.id);
  const talk = useTalk({ store, view, me, others, frame, isOneOfMany: compact });
  const canWrite = session.status === 'active';
  const files = useTalkFiles({
    conversationId: session.conversationId,
    frame,
    canSend: canWrite,
    hasFiles: hasFiles(view.feed.log),
  });
  useTitleCount(compact ? 0 : talk.unread);
  return (
    <div ref={frame} className={styles['room']}>
      <RoomTop {...{ room, session, otherName, compact, talk }} />
      {!isOver(session) && <Notices room={room} session={session} other={other} />}
      {!(isOver(session) && talk.rows.length === 0) && (
        <MessageList {...talk} canWrite={canWrite} />
      )}
      {missingAfter(view.feed.log) !== undefined && (
        <p className={styles['missing']}>{t('session.list.missing')}</p>
      )}
      {files.dock}
      <RoomFoot
        {...{ store, session, counseling, otherName, me, compact }}
        doing={talk.doing}
        attach={files.button}
        hasMessages={talk.rows.length > 0}
      />
      <RoomNews view={view} personId={me.id} />
    </div>
  );
}

interface TopProps {
  room: OpenedRoom;
  session: SessionFacts;
  otherName: string;
  compact: boolean;
  talk: ReturnType<typeof useTalk>;
}

/** Who one talks with, and the search in what was said. */
function RoomTop({ room: { store, view, me }, talk, ...shown }: TopProps): ReactElement {
  const [isSearching, setSearching] = useState(false);
  const canSearch = !shown.compact && talk.rows.length > 0;
  return (
    <>
      <RoomHeader
        {...shown}
        role={me.role}
        isOtherHere={view.isOtherHere}
        isOtherTyping={view.isOtherTyping}
        unread={talk.unread}
        tools={
          canSearch && (
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
          )
        }
      />
      <TalkOverlays
        {...{ store, view, isSearching }}
        personId={me.id}
        doing={talk.doing}
        onSearched={() => setSearching(false)}
      />
    </>
  );
}

interface NoticesProps {
  room: Pick<OpenedRoom, 'store' | 'view' | 'end'>;
  session: SessionFacts;
  other: OtherPerson | undefined;
}

/** What is to be known before one reads on: the end is near, the line is down, it is not yet time. */
function Notices({ room: { store, view, end }, session, other }: NoticesProps): ReactElement {
  const { clock } = view.feed;
  const canWrite = session.status === 'active';
  return (
    <>
      {canWrite && <EndingStrip session={session} clock={clock} onEnd={end} />}
      <LinkBanner link={view.link} canWrite={canWrite} onRetry={() => store.wake()} />
      {!canWrite && <WaitingCard session={session} clock={clock} other={other} />}
    </>
  );
}
