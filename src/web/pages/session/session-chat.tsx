import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { hasFiles } from '../../chat/files/has-files';
import { useChatFiles } from '../../chat/files/transfers/use-chat-files';
import type { ReadyChat } from '../../state/chat/chat-snapshot';
import { missingAfter } from '../../state/chat/message-log';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { ConnectionBanner } from '../../chat/connection-banner';
import { MessageList } from '../../chat/list/message-list';
import { ChatOverlays } from '../../chat/chat-overlays';
import { SessionFooter } from './session-footer';
import { SessionHeader } from './session-header';
import { SessionError } from './session-error';
import { SessionAnnouncements } from './session-announcements';
import { otherParticipant, useSessionCounseling } from './use-session-counseling';
import type { OtherParticipant } from './use-session-counseling';
import { useSessionChat } from './use-session-chat';
import type { OpenedSessionChat } from './use-session-chat';
import { SearchButton } from '../../chat/search/search-button';
import { useMessageList } from '../../chat/list/use-message-list';
import { useUnreadTitle } from '../../chat/use-unread-title';
import styles from '../../chat/chat-frame.module.css';
import { WaitingCard } from './waiting-card';

/* Not needed before the chat is open. */
const EndingSoonBar = lazyComponent(() => import('./ending-soon-bar').then((m) => m.EndingSoonBar));
const ExtensionBar = lazyComponent(() => import('./extension-bar').then((m) => m.ExtensionBar));

export interface SessionChatProps {
  sessionId: string;
  /** One of several on a page: smaller, and only the focused one marks messages read. */
  compact?: boolean;
}

/** The chat of a session; fills the available height. */
export function SessionChat({ sessionId, compact = false }: SessionChatProps): ReactElement {
  // The key resets all state: a draft must never appear in another session.
  return <SessionChatContent key={sessionId} sessionId={sessionId} compact={compact} />;
}

function SessionChatContent({ sessionId, compact }: Required<SessionChatProps>): ReactElement {
  const { t } = useTranslation();
  const chat = useSessionChat(sessionId);
  const { snapshot } = chat;
  const counseling = useSessionCounseling(snapshot.details);
  const other = otherParticipant(counseling, chat.me);
  const content = snapshot.details ? (
    <OpenChat chat={chat} snapshot={snapshot} counseling={counseling} compact={compact} />
  ) : (
    <UnavailableChat chat={chat} />
  );
  if (compact) return content;
  const title = other ? t('session.title', { name: other.fullName }) : t('session.plainTitle');
  return (
    <Page title={title} size="narrow-full" hiddenTitle>
      {content}
    </Page>
  );
}

function UnavailableChat({
  chat: { store, snapshot, me },
}: {
  chat: OpenedSessionChat;
}): ReactElement {
  return (
    <div className={styles.chat}>
      <ConnectionBanner
        status={snapshot.connection}
        canWrite={false}
        onRetry={() => store.refresh()}
      />
      <div className={styles.loading}>
        {snapshot.status === 'refused' ? (
          <SessionError error={snapshot.error} role={me.role} onRetry={() => store.refresh()} />
        ) : (
          <Skeleton lines={4} height="card" />
        )}
      </div>
    </div>
  );
}

interface OpenChatProps {
  chat: OpenedSessionChat;
  snapshot: ReadyChat<SessionDetails>;
  counseling: Counseling | undefined;
  compact: boolean;
}

function OpenChat({ chat, snapshot, counseling, compact }: OpenChatProps): ReactElement {
  const { store, me } = chat;
  const frame = useRef<HTMLDivElement>(null);
  const other = otherParticipant(counseling, me);
  const otherName = useOtherName(other, me);
  const list = useMessageList({ store, snapshot, me, frame, isCompact: compact });
  const files = useChatFiles({
    conversationId: snapshot.details.conversationId,
    frame,
    canSend: snapshot.status === 'open',
    hasFiles: hasFiles(snapshot.state.log),
  });
  useUnreadTitle(compact ? 0 : list.unread);
  return (
    <div ref={frame} className={styles.chat}>
      <OpenChatHeader
        chat={chat}
        snapshot={snapshot}
        otherName={otherName}
        compact={compact}
        list={list}
      />
      <Notices chat={chat} snapshot={snapshot} other={other} otherName={otherName} />
      <Messages snapshot={snapshot} list={list} />
      {files.panel}
      <SessionFooter
        store={store}
        session={snapshot.details}
        counseling={counseling}
        otherName={otherName}
        me={me}
        compact={compact}
        actionState={list.actionState}
        attachButton={files.button}
        hasMessages={list.rows.length > 0}
      />
      <SessionAnnouncements snapshot={snapshot} userId={me.id} />
    </div>
  );
}

function useOtherName(other: OtherParticipant | undefined, me: OpenedSessionChat['me']): string {
  const { t } = useTranslation();
  const otherRole = me.role === 'client' ? 'psychologist' : 'client';
  return other?.fullName ?? t(`common.role.${otherRole}`);
}

/** A session that ended without messages has no list. */
function Messages({
  snapshot,
  list,
}: Pick<OpenChatHeaderProps, 'snapshot' | 'list'>): ReactElement {
  const { t } = useTranslation();
  const isEmpty = snapshot.status === 'ended' && list.rows.length === 0;
  return (
    <>
      {!isEmpty && <MessageList {...list} canWrite={snapshot.status === 'open'} />}
      {missingAfter(snapshot.state.log) !== undefined && (
        <p className={styles.missing}>{t('session.list.missing')}</p>
      )}
    </>
  );
}

interface OpenChatHeaderProps {
  chat: Pick<OpenedSessionChat, 'store' | 'me'>;
  snapshot: ReadyChat<SessionDetails>;
  otherName: string;
  compact: boolean;
  list: ReturnType<typeof useMessageList>;
}

/** The header with the search. */
function OpenChatHeader({
  chat: { store, me },
  snapshot,
  list,
  otherName,
  compact,
}: OpenChatHeaderProps): ReactElement {
  const [isSearching, setSearching] = useState(false);
  const canSearch = !compact && list.rows.length > 0;
  return (
    <>
      <SessionHeader
        session={snapshot.details}
        otherName={otherName}
        compact={compact}
        role={me.role}
        isOtherPresent={snapshot.isOtherPresent}
        isOtherTyping={snapshot.isOtherTyping}
        unread={list.unread}
        tools={
          canSearch && (
            <SearchButton isOpen={isSearching} onToggle={() => setSearching(!isSearching)} />
          )
        }
      />
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

interface NoticesProps {
  chat: Pick<OpenedSessionChat, 'store' | 'me' | 'end' | 'askExtension' | 'answerExtension'>;
  snapshot: ReadyChat<SessionDetails>;
  other: OtherParticipant | undefined;
  otherName: string;
}

/** Ending soon, an extension, connection problems, or not open yet. */
function Notices({ chat, snapshot, other, otherName }: NoticesProps): ReactElement | null {
  const { store, me, end, askExtension, answerExtension } = chat;
  if (snapshot.status === 'ended') return null;
  const { details: session, state } = snapshot;
  const { clock } = state;
  const canWrite = snapshot.status === 'open';
  return (
    <>
      {canWrite && (
        <>
          <EndingSoonBar session={session} clock={clock} onEnd={end} onExtend={askExtension} />
          <ExtensionBar
            session={session}
            clock={clock}
            userId={me.id}
            otherName={otherName}
            onAnswer={answerExtension}
          />
        </>
      )}
      <ConnectionBanner
        status={snapshot.connection}
        canWrite={canWrite}
        onRetry={() => store.refresh()}
      />
      {!canWrite && <WaitingCard session={session} clock={clock} other={other} />}
    </>
  );
}
