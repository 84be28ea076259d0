import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { isOver } from '../../state/chat/kinds/session-details';
import { HeaderSubtitle, PresenceText } from '../../chat/presence-text';
import { ChatHeader } from '../../chat/chat-header';

export interface SessionHeaderProps {
  session: SessionDetails;
  otherName: string;
  /** `undefined` while unknown. */
  isOtherPresent: boolean | undefined;
  isOtherTyping: boolean;
  role: SignedIn['user']['role'];
  compact: boolean;
  unread: number;
  tools?: ReactNode;
}

/** The other participant, their presence, and the planned times. */
export function SessionHeader(props: SessionHeaderProps): ReactElement {
  const { session, role, compact } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const presence = presenceOf(props);
  const list = role === 'client' ? '/sessions' : '/today';
  return (
    <ChatHeader
      {...props}
      back={compact ? undefined : list}
      aside={format.timeRange(session.startsAt, session.endsAt)}
    >
      {isOver(session) ? (
        <HeaderSubtitle>{t(`common.status.${session.status}`)}</HeaderSubtitle>
      ) : (
        <PresenceText state={presence}>{t(`session.presence.${presence}`)}</PresenceText>
      )}
    </ChatHeader>
  );
}

type Presence = Pick<SessionHeaderProps, 'isOtherPresent' | 'isOtherTyping'>;

/** In the session's room; a user elsewhere in the app is away. */
function presenceOf({
  isOtherPresent,
  isOtherTyping,
}: Presence): 'here' | 'away' | 'typing' | 'unknown' {
  if (isOtherTyping) return 'typing';
  if (isOtherPresent === undefined) return 'unknown';
  return isOtherPresent ? 'here' : 'away';
}
