import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { refreshPresence } from '../../api/presence-queries';
import { PresenceText } from '../../chat/presence-text';
import { useMemberPresence } from './use-member-presence';

interface MemberPresenceProps {
  userId: string;
  /** Whether the member has this conversation open; undefined without a connection. */
  isPresent: boolean | undefined;
  isTyping: boolean;
}

/** Whether the other member is online, as in the list; unknown without a connection. */
export function MemberPresence({ userId, isPresent, isTyping }: MemberPresenceProps): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const status = useMemberPresence().get(userId);
  // Sooner than the next poll: who opens or leaves the conversation often comes online or leaves.
  useEffect(() => void refreshPresence(client), [isPresent, client]);
  if (isTyping) return <PresenceText state="typing">{t('session.presence.typing')}</PresenceText>;
  if (isPresent === undefined || !status) {
    return <PresenceText state="unknown">{t('session.presence.unknown')}</PresenceText>;
  }
  return <PresenceText state={status}>{t(`messages.presence.${status}`)}</PresenceText>;
}
