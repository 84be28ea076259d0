import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import type { ReadyChat } from '../../state/chat/chat-snapshot';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { MessageAnnouncer } from '../../chat/list/message-announcer';
import { VisuallyHidden } from '../../components/display/visually-hidden';

type Snapshot = ReadyChat<SessionDetails>;

/** Announces new messages and status changes to screen readers. */
export function SessionAnnouncements({
  snapshot,
  userId,
}: {
  snapshot: Snapshot;
  userId: string;
}): ReactElement {
  return (
    <>
      <VisuallyHidden role="status">{useAnnouncement(snapshot)}</VisuallyHidden>
      <MessageAnnouncer log={snapshot.state.log} userId={userId} />
    </>
  );
}

type Announcement = 'opened' | 'endingSoon' | 'completed' | 'cancelled' | 'offline' | 'online';

/** The last change since the page was opened. */
function useAnnouncement({ details: session, connection }: Snapshot): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = {
    status: session.status,
    isEndingSoon: session.isEndingSoon,
    connection,
  };
  const [before, setBefore] = useState<typeof now & { announcement?: Announcement }>(now);
  const isSame =
    before.status === now.status &&
    before.isEndingSoon === now.isEndingSoon &&
    before.connection === now.connection;
  if (!isSame)
    setBefore({ ...now, announcement: announcementFor(before, now) ?? before.announcement });
  if (!before.announcement) return '';
  const left = Date.parse(session.endsAt) - Date.parse(session.endButtonAt ?? '');
  return t(`session.announcements.${before.announcement}`, { time: format.duration(left) });
}

type AnnouncedState = Pick<Snapshot, 'connection'> &
  Pick<SessionDetails, 'status' | 'isEndingSoon'>;

function announcementFor(before: AnnouncedState, now: AnnouncedState): Announcement | undefined {
  if (before.status !== now.status) {
    if (now.status === 'active') return 'opened';
    return now.status === 'cancelled' ? 'cancelled' : 'completed';
  }
  if (now.isEndingSoon && !before.isEndingSoon) return 'endingSoon';
  if (now.connection === 'offline') return 'offline';
  return before.connection === 'offline' && now.connection === 'live' ? 'online' : undefined;
}
