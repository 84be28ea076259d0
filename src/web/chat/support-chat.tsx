import { useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportRoom } from '../api/api-types';
import { ErrorNotice } from '../components/display/error-notice';
import { Skeleton } from '../components/display/skeleton';
import type { ReadyChat } from '../state/chat/chat-snapshot';
import { supportStrategy } from '../state/chat/kinds/support-strategy';
import { useChat } from '../state/chat/use-chat';
import type { Chat } from '../state/chat/use-chat';
import { MessageComposer } from './composer/message-composer';
import { ConnectionBanner } from './connection-banner';
import { MessageAnnouncer } from './list/message-announcer';
import { MessageList } from './list/message-list';
import { useMessageList } from './list/use-message-list';
import layout from './chat-frame.module.css';
import styles from './support-chat.module.css';

export interface SupportChatProps {
  roomId: string;
  /** Above the messages. */
  header: (room: SupportRoom | undefined, isOtherTyping: boolean) => ReactNode;
  /** Above the composer; `write` replaces the draft. */
  tools?: (write: (text: string) => void) => ReactNode;
  /** In place of the composer of a closed room. */
  closed: ReactNode;
}

/** A support room, for the client and for the team. */
export function SupportChat(props: SupportChatProps): ReactElement {
  const { t } = useTranslation();
  const chat = useChat(supportStrategy, props.roomId);
  const { store, snapshot } = chat;
  return (
    <div className={layout.chat}>
      {props.header(snapshot.details, snapshot.isOtherTyping)}
      <ConnectionBanner
        status={snapshot.connection}
        canWrite={snapshot.status !== 'ended'}
        onRetry={() => store.refresh()}
      />
      {snapshot.details ? (
        <ReadySupportChat {...props} chat={chat} snapshot={snapshot} />
      ) : (
        <div className={layout.loading} aria-label={t('common.loading')}>
          {snapshot.status === 'refused' ? (
            <ErrorNotice error={snapshot.error} />
          ) : (
            <Skeleton lines={3} />
          )}
        </div>
      )}
    </div>
  );
}

interface ReadySupportChatProps extends SupportChatProps {
  chat: Chat<SupportRoom>;
  snapshot: ReadyChat<SupportRoom>;
}

function ReadySupportChat(props: ReadySupportChatProps): ReactElement {
  const { snapshot, tools, closed } = props;
  const { store, me } = props.chat;
  const frame = useRef<HTMLDivElement>(null);
  const list = useMessageList({ store, snapshot, me, frame, isCompact: false });
  const [draftVersion, setDraftVersion] = useState(0);
  const write = (text: string): void => {
    store.setDraft(text);
    setDraftVersion((version) => version + 1);
  };
  const isClosed = snapshot.status === 'ended';
  return (
    <div ref={frame} className={layout.chat}>
      <MessageList {...list} canWrite={!isClosed} />
      {isClosed && <div className={styles.closed}>{closed}</div>}
      {!isClosed && tools?.(write)}
      {!isClosed && (
        <MessageComposer
          key={draftVersion}
          store={store}
          actionState={list.actionState}
          compact
          lockedReason={undefined}
        />
      )}
      <MessageAnnouncer log={snapshot.state.log} userId={me.id} />
    </div>
  );
}
