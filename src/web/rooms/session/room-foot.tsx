import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { RoomStore } from '../../realtime/room-store';
import { isOver } from '../../realtime/session-feed';
import type { SessionFacts, SessionFeed } from '../../realtime/session-feed';
import { TalkComposer } from '../../talk/talk-composer';
import type { Doing } from '../../talk/use-message-acts';
import { OverCard } from './over-card';

export interface RoomFootProps {
  store: RoomStore<SessionFeed>;
  session: SessionFacts;
  counseling: Counseling | undefined;
  otherName: string;
  me: SignedIn['user'];
  hasMessages: boolean;
  compact: boolean;
  doing: Doing;
  /** What attaches a file, when one may be sent. */
  attach: ReactNode;
}

/** Below the conversation: where one writes, or why not. */
export function RoomFoot(props: RoomFootProps): ReactElement {
  const { store, session, compact, doing } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [wasOpen] = useState(!isOver(session));
  if (isOver(session)) return <OverCard {...props} tookOver={wasOpen} />;
  const isClosed = session.status !== 'active';
  return (
    <TalkComposer
      {...{ store, doing, compact }}
      start={props.attach}
      locked={
        isClosed ? t('session.composer.locked', { time: format.time(session.startsAt) }) : undefined
      }
    />
  );
}
