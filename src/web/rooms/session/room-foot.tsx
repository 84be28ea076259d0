import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { ChatStore } from '../../realtime/room-store';
import { isOver } from '../../realtime/session-feed';
import type { SessionDetails, SessionChatState } from '../../realtime/session-feed';
import { MessageComposer } from '../../talk/talk-composer';
import type { MessageActionState } from '../../talk/use-message-acts';
import { SessionEndedNotice } from './over-card';

export interface SessionFooterProps {
  store: ChatStore<SessionChatState>;
  session: SessionDetails;
  counseling: Counseling | undefined;
  otherName: string;
  me: SignedIn['user'];
  hasMessages: boolean;
  compact: boolean;
  doing: MessageActionState;
  /** What attaches a file, when one may be sent. */
  attachButton: ReactNode;
}

/** Below the conversation: where one writes, or why not. */
export function SessionFooter(props: SessionFooterProps): ReactElement {
  const { store, session, compact, doing } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [wasOpen] = useState(!isOver(session));
  if (isOver(session)) return <SessionEndedNotice {...props} endedWhileOpen={wasOpen} />;
  const isClosed = session.status !== 'active';
  return (
    <MessageComposer
      {...{ store, actionState: doing, compact }}
      start={props.attachButton}
      lockedReason={
        isClosed ? t('session.composer.locked', { time: format.time(session.startsAt) }) : undefined
      }
    />
  );
}
