import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import type { RoomView } from '../../realtime/room-store';
import type { SessionFeed } from '../../realtime/session-feed';
import { SpokenMessages } from '../../talk/spoken-messages';
import { VisuallyHidden } from '../../ui/visually-hidden';

type View = RoomView<SessionFeed>;

/** For those who hear the room: what is newly said, and what becomes of the session. */
export function RoomNews({ view, personId }: { view: View; personId: string }): ReactElement {
  return (
    <>
      <VisuallyHidden role="status">{useChange(view)}</VisuallyHidden>
      <SpokenMessages log={view.feed.log} personId={personId} />
    </>
  );
}

type News = 'opened' | 'endingSoon' | 'completed' | 'cancelled' | 'offline' | 'online';

/** The last thing that changed since the room was entered. */
function useChange({ feed: { session }, link }: View): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = { status: session?.status, isEndingSoon: session?.isEndingSoon ?? false, link };
  const [before, setBefore] = useState<typeof now & { news?: News }>(now);
  const isSame =
    before.status === now.status &&
    before.isEndingSoon === now.isEndingSoon &&
    before.link === now.link;
  if (!isSame) setBefore({ ...now, news: newsOf(before, now) ?? before.news });
  if (!before.news) return '';
  const left = Date.parse(session?.endsAt ?? '') - Date.parse(session?.endButtonAt ?? '');
  return t(`session.news.${before.news}`, { time: format.duration(left) });
}

type Standing = Pick<RoomView, 'link'> & {
  status: string | undefined;
  isEndingSoon: boolean;
};

function newsOf(before: Standing, now: Standing): News | undefined {
  if (before.status !== undefined && before.status !== now.status) {
    if (now.status === 'active') return 'opened';
    return now.status === 'cancelled' ? 'cancelled' : 'completed';
  }
  if (now.isEndingSoon && !before.isEndingSoon) return 'endingSoon';
  if (now.link === 'offline') return 'offline';
  return before.link === 'offline' && now.link === 'live' ? 'online' : undefined;
}
