import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLog } from '../../state/chat/message-log';
import { VisuallyHidden } from '../../components/display/visually-hidden';

const MAX_ANNOUNCED = 3;

/** For those who hear the room: what others say from now on. */
export function MessageAnnouncer({
  log,
  personId,
}: {
  log: MessageLog;
  personId: string;
}): ReactElement {
  const { t } = useTranslation();
  const [since, setSince] = useState<number>();
  if (since === undefined && log.isLoaded) setSince(log.high);
  const spoken = log.messages
    .slice(-MAX_ANNOUNCED)
    .filter(({ seq, senderId }) => since !== undefined && seq > since && senderId !== personId);
  return (
    <VisuallyHidden role="log" aria-live="polite">
      {spoken.map(({ id, senderName, content }) => (
        <span key={id} dir="auto">
          {t('session.list.said', { name: senderName, text: content })}
        </span>
      ))}
    </VisuallyHidden>
  );
}
