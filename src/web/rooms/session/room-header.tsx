import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { SessionFacts } from '../../realtime/session-feed';
import { isOver } from '../../realtime/session-feed';
import { PlainPresence, Presence } from '../../talk/presence';
import { TalkHeader } from '../../talk/talk-header';

export interface RoomHeaderProps {
  session: SessionFacts;
  otherName: string;
  /** Whether the other side is in the room; undefined when that is not known. */
  isOtherHere: boolean | undefined;
  isOtherTyping: boolean;
  role: SignedIn['user']['role'];
  compact: boolean;
  unread: number;
  tools?: ReactNode;
}

/** Who one talks with, whether they are here, and from when to when. */
export function RoomHeader(props: RoomHeaderProps): ReactElement {
  const { session, role, compact } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const list = role === 'client' ? '/sessions' : '/today';
  return (
    <TalkHeader
      {...props}
      back={compact ? undefined : list}
      aside={format.timeRange(session.startsAt, session.endsAt)}
    >
      {isOver(session) ? (
        <PlainPresence>{t(`common.status.${session.status}`)}</PlainPresence>
      ) : (
        <Presence isHere={props.isOtherHere} isTyping={props.isOtherTyping} />
      )}
    </TalkHeader>
  );
}
