import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { RoomStore } from '../../realtime/room-store';
import { isOver } from '../../realtime/session-feed';
import type { SessionFacts, SessionFeed } from '../../realtime/session-feed';
import { Composer } from '../../talk/composer';
import { OverCard } from './over-card';

export interface RoomFootProps {
  store: RoomStore<SessionFeed>;
  session: SessionFacts;
  counseling: Counseling | undefined;
  otherName: string;
  me: SignedIn['user'];
  hasMessages: boolean;
  compact: boolean;
}

/** Below the conversation: where one writes, or why not. */
export function RoomFoot(props: RoomFootProps): ReactElement {
  const { store, session, compact } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [wasOpen] = useState(!isOver(session));
  if (isOver(session)) return <OverCard {...props} tookOver={wasOpen} />;
  const isClosed = session.status !== 'active';
  return (
    <Composer
      draft={store.kept.draft}
      compact={compact}
      locked={
        isClosed ? t('session.composer.locked', { time: format.time(session.startsAt) }) : undefined
      }
      onSend={(text) => store.send(text)}
      onTyped={(text) => store.typed(text)}
      onRest={() => store.restTyping()}
    />
  );
}
