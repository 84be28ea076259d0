import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import type { RoomView } from '../../realtime/room-store';
import { VisuallyHidden } from '../../ui/visually-hidden';

const SPOKEN = 3;

/** For those who hear the room: what is newly said, and what becomes of the session. */
export function RoomNews({ view, personId }: { view: RoomView; personId: string }): ReactElement {
  const { t } = useTranslation();
  const { log } = view.feed;
  const [since, setSince] = useState<number>();
  if (since === undefined && log.isLoaded) setSince(log.high);
  const spoken = log.messages
    .slice(-SPOKEN)
    .filter(({ seq, senderId }) => since !== undefined && seq > since && senderId !== personId);
  return (
    <>
      <VisuallyHidden role="status">{useChange(view)}</VisuallyHidden>
      <VisuallyHidden role="log" aria-live="polite">
        {spoken.map(({ id, senderName, content }) => (
          <span key={id} dir="auto">
            {t('session.list.said', { name: senderName, text: content })}
          </span>
        ))}
      </VisuallyHidden>
    </>
  );
}

type News = 'opened' | 'endingSoon' | 'completed' | 'cancelled' | 'offline' | 'online';

/** The last thing that changed since the room was entered. */
function useChange({ feed: { session }, link }: RoomView): string {
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
