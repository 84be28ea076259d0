import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { ChatControls } from '../../state/chat/chat-store';
import { isOver } from '../../state/chat/kinds/session-details';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { MessageComposer } from '../../chat/composer/message-composer';
import type { MessageActionState } from '../../chat/message/use-message-actions';
import { SessionEndedNotice } from './session-ended-notice';

export interface SessionFooterProps {
  store: ChatControls;
  session: SessionDetails;
  counseling: Counseling | undefined;
  otherName: string;
  me: SignedIn['user'];
  hasMessages: boolean;
  compact: boolean;
  actionState: MessageActionState;
  /** Shown while files may be sent. */
  attachButton: ReactNode;
}

/** The composer, or why writing is not possible. */
export function SessionFooter(props: SessionFooterProps): ReactElement {
  const { store, session, compact, actionState } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [wasOpen] = useState(!isOver(session));
  if (isOver(session)) return <SessionEndedNotice {...props} endedWhileOpen={wasOpen} />;
  const isClosed = session.status !== 'active';
  return (
    <MessageComposer
      store={store}
      actionState={actionState}
      compact={compact}
      start={props.attachButton}
      lockedReason={
        isClosed ? t('session.composer.locked', { time: format.time(session.startsAt) }) : undefined
      }
    />
  );
}
