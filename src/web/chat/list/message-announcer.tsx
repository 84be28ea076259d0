import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLog } from '../../state/chat/message-log';
import { VisuallyHidden } from '../../components/display/visually-hidden';

const MAX_ANNOUNCED = 3;

/** Live region for screen readers: messages of others that arrive after the first page. */
export function MessageAnnouncer({
  log,
  userId,
}: {
  log: MessageLog;
  userId: string;
}): ReactElement {
  const { t } = useTranslation();
  const [since, setSince] = useState<number>();
  if (since === undefined && log.isLoaded) setSince(log.high);
  const announced = log.messages
    .slice(-MAX_ANNOUNCED)
    .filter(({ seq, senderId }) => since !== undefined && seq > since && senderId !== userId);
  return (
    <VisuallyHidden role="log" aria-live="polite">
      {announced.map(({ id, senderName, content }) => (
        <span key={id} dir="auto">
          {t('session.list.announcement', { name: senderName, text: content })}
        </span>
      ))}
    </VisuallyHidden>
  );
}
