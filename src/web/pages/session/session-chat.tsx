import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { hasFiles } from '../../chat/files/has-files';
import { useChatFiles } from '../../chat/files/transfers/use-chat-files';
import { missingAfter } from '../../state/chat/message-log';
import { isOver } from '../../state/chat/kinds/session-state';
import type { SessionDetails } from '../../state/chat/kinds/session-state';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { EndingSoonBar } from './ending-soon-bar';
import { ConnectionBanner } from '../../chat/connection-banner';
import { MessageList } from '../../chat/list/message-list';
import { ChatOverlays } from '../../chat/chat-overlays';
import { SessionFooter } from './session-footer';
import { SessionHeader } from './session-header';
import { SessionError } from './session-error';
import { SessionAnnouncements } from './session-announcements';
import styles from './session-chat.module.css';
import { otherParticipant, useSessionCounseling } from './use-session-counseling';
import type { OtherParticipant } from './use-session-counseling';
import { useSessionChat } from './use-session-chat';
import type { OpenedSessionChat } from './use-session-chat';
import { SearchButton } from '../../chat/search/search-button';
import { useMessageList } from '../../chat/list/use-message-list';
import { useUnreadTitle } from '../../chat/use-unread-title';
import { WaitingCard } from './waiting-card';

export interface SessionChatProps {
  sessionId: string;
  /** One of several on a page: smaller, and only what has the attention counts as read. */
  compact?: boolean;
}

/** Where the two people of a session talk; it fills the height it is given. */
export function SessionChat({ sessionId, compact = false }: SessionChatProps): ReactElement {
  // Nothing of one session, least of all a draft, may be seen in another.
  return <SessionChatContent key={sessionId} sessionId={sessionId} compact={compact} />;
}

function SessionChatContent({ sessionId, compact }: Required<SessionChatProps>): ReactElement {
  const { t } = useTranslation();
  const room = useSessionChat(sessionId);
  const { session, log } = room.view.state;
  const counseling = useSessionCounseling(session);
  const other = otherParticipant(counseling, room.me);
  const content =
    session && log.isLoaded ? (
      <OpenChat {...{ chat: room, session, counseling, compact }} />
    ) : (
      <UnavailableChat chat={room} />
    );
  if (compact) return content;
  const title = other ? t('session.title', { name: other.fullName }) : t('session.plainTitle');
  return (
    <Page title={title} size="narrow-full" hiddenTitle>
      {content}
    </Page>
  );
}

/** While nothing is known yet, or when there is nothing to show. */
function UnavailableChat({ chat: { store, view, me } }: { chat: OpenedSessionChat }): ReactElement {
  return (
    <div className={styles.room}>
      <ConnectionBanner link={view.connection} canWrite={false} onRetry={() => store.refresh()} />
      <div className={styles.loading}>
        {view.refusal ? (
          <SessionError error={view.refusal} role={me.role} onRetry={() => store.refresh()} />
        ) : (
          <Skeleton lines={4} height="card" />
        )}
      </div>
    </div>
  );
}

interface OpenChatProps {
  chat: OpenedSessionChat;
  session: SessionDetails;
  counseling: Counseling | undefined;
  compact: boolean;
}

function OpenChat({ chat, session, counseling, compact }: OpenChatProps): ReactElement {
  const { t } = useTranslation();
  const { store, view, me } = chat;
  const frame = useRef<HTMLDivElement>(null);
  const other = otherParticipant(counseling, me);
  const otherRole = me.role === 'client' ? 'psychologist' : 'client';
  const otherName = other?.fullName ?? t(`common.role.${otherRole}`);
  const others = [session.clientId, session.psychologistId].filter((id) => id !== me.id);
  const talk = useMessageList({
    store,
    snapshot: view,
    me,
    otherMemberIds: others,
    frame,
    isCompact: compact,
  });
  const canWrite = session.status === 'active';
  const files = useChatFiles({
    conversationId: session.conversationId,
    frame,
    canSend: canWrite,
    hasFiles: hasFiles(view.state.log),
  });
  useUnreadTitle(compact ? 0 : talk.unread);
  return (
    <div ref={frame} className={styles.room}>
      <OpenChatHeader {...{ chat: chat, session, otherName, compact, talk }} />
      {!isOver(session) && <Notices chat={chat} session={session} other={other} />}
      {!(isOver(session) && talk.rows.length === 0) && (
        <MessageList {...talk} canWrite={canWrite} />
      )}
      {missingAfter(view.state.log) !== undefined && (
        <p className={styles.missing}>{t('session.list.missing')}</p>
      )}
      {files.panel}
      <SessionFooter
        {...{ store, session, counseling, otherName, me, compact }}
        doing={talk.doing}
        attachButton={files.button}
        hasMessages={talk.rows.length > 0}
      />
      <SessionAnnouncements view={view} userId={me.id} />
    </div>
  );
}

interface OpenChatHeaderProps {
  chat: OpenedSessionChat;
  session: SessionDetails;
  otherName: string;
  compact: boolean;
  talk: ReturnType<typeof useMessageList>;
}

/** Who one talks with, and the search in what was said. */
function OpenChatHeader({
  chat: { store, view, me },
  talk,
  ...shown
}: OpenChatHeaderProps): ReactElement {
  const [isSearching, setSearching] = useState(false);
  const canSearch = !shown.compact && talk.rows.length > 0;
  return (
    <>
      <SessionHeader
        {...shown}
        role={me.role}
        isOtherHere={view.isOtherPresent}
        isOtherTyping={view.isOtherTyping}
        unread={talk.unread}
        tools={
          canSearch && (
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
          )
        }
      />
      <ChatOverlays
        {...{ store, snapshot: view, isSearching }}
        userId={me.id}
        actionState={talk.doing}
        onSearchClose={() => setSearching(false)}
      />
    </>
  );
}

interface NoticesProps {
  chat: Pick<OpenedSessionChat, 'store' | 'view' | 'end'>;
  session: SessionDetails;
  other: OtherParticipant | undefined;
}

/** What is to be known before one reads on: the end is near, the line is down, it is not yet time. */
function Notices({ chat: { store, view, end }, session, other }: NoticesProps): ReactElement {
  const { clock } = view.state;
  const canWrite = session.status === 'active';
  return (
    <>
      {canWrite && <EndingSoonBar session={session} clock={clock} onEnd={end} />}
      <ConnectionBanner
        link={view.connection}
        canWrite={canWrite}
        onRetry={() => store.refresh()}
      />
      {!canWrite && <WaitingCard session={session} clock={clock} other={other} />}
    </>
  );
}
