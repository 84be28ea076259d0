import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import type { ChatSnapshot } from '../../state/chat/chat-store';
import type { SessionChatState } from '../../state/chat/kinds/session-state';
import { MessageAnnouncer } from '../../chat/list/message-announcer';
import { VisuallyHidden } from '../../components/display/visually-hidden';

type View = ChatSnapshot<SessionChatState>;

/** For those who hear the room: what is newly said, and what becomes of the session. */
export function SessionAnnouncements({
  view,
  userId,
}: {
  view: View;
  userId: string;
}): ReactElement {
  return (
    <>
      <VisuallyHidden role="status">{useAnnouncement(view)}</VisuallyHidden>
      <MessageAnnouncer log={view.state.log} personId={userId} />
    </>
  );
}

type Announcement = 'opened' | 'endingSoon' | 'completed' | 'cancelled' | 'offline' | 'online';

/** The last thing that changed since the room was entered. */
function useAnnouncement({ state: { session }, connection }: View): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = {
    status: session?.status,
    isEndingSoon: session?.isEndingSoon ?? false,
    connection: connection,
  };
  const [before, setBefore] = useState<typeof now & { news?: Announcement }>(now);
  const isSame =
    before.status === now.status &&
    before.isEndingSoon === now.isEndingSoon &&
    before.connection === now.connection;
  if (!isSame) setBefore({ ...now, news: announcementFor(before, now) ?? before.news });
  if (!before.news) return '';
  const left = Date.parse(session?.endsAt ?? '') - Date.parse(session?.endButtonAt ?? '');
  return t(`session.announcements.${before.news}`, { time: format.duration(left) });
}

type AnnouncedState = Pick<ChatSnapshot, 'connection'> & {
  status: string | undefined;
  isEndingSoon: boolean;
};

function announcementFor(before: AnnouncedState, now: AnnouncedState): Announcement | undefined {
  if (before.status !== undefined && before.status !== now.status) {
    if (now.status === 'active') return 'opened';
    return now.status === 'cancelled' ? 'cancelled' : 'completed';
  }
  if (now.isEndingSoon && !before.isEndingSoon) return 'endingSoon';
  if (now.connection === 'offline') return 'offline';
  return before.connection === 'offline' && now.connection === 'live' ? 'online' : undefined;
}
