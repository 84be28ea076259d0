import { Mail } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Conversation, Contact } from '../../api/api-types';
import { useConversations, useFirstMessage, useContacts } from '../../api/conversation-queries';
import { newId } from '../../state/new-id';
import { Composer } from '../../chat/composer/composer';
import { HeaderSubtitle } from '../../chat/presence-text';
import { ChatHeader } from '../../chat/chat-header';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import frame from '../../chat/chat-frame.module.css';
import styles from './new-conversation.module.css';

/** Writing to a contact for the first time: the first message creates the conversation. */
export function NewConversation({
  recipientId,
  hasList,
}: {
  recipientId: string;
  hasList: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: contacts } = useContacts();
  const { data: conversations } = useConversations();
  const recipient = contacts?.find(({ id }) => id === recipientId);
  const existing = conversations?.find(({ members }) =>
    members.some(({ id }) => id === recipientId),
  );
  useEffect(() => {
    if (existing) navigate(conversationPath(existing), { replace: true });
  }, [existing, navigate]);
  return (
    <div className={frame.chat}>
      <ChatHeader
        otherName={recipient?.fullName ?? t('messages.title')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={0}
      >
        <HeaderSubtitle>{recipient && t(`common.role.${recipient.role}`)}</HeaderSubtitle>
      </ChatHeader>
      {!contacts && <Skeleton lines={4} height="card" />}
      {contacts && !recipient && <p className={styles.first}>{t('messages.notAContact')}</p>}
      {recipient && <FirstMessageForm recipient={recipient} />}
    </div>
  );
}

function FirstMessageForm({ recipient }: { recipient: Contact }): ReactElement {
  const { t } = useTranslation();
  const firstMessage = useFirstMessage();
  const [, navigate] = useLocation();
  // The same id for every attempt with the same text, so that a repeat creates nothing twice.
  const [attempt, setAttempt] = useState<{ text: string; id: string }>();
  const send = (text: string): void => {
    const id = attempt?.text === text ? attempt.id : newId();
    setAttempt({ text, id });
    firstMessage.mutate(
      { toId: recipient.id, message: text, clientMessageId: id },
      {
        onSuccess: ({ conversationId }) =>
          navigate(`/messages/${conversationId}`, { replace: true }),
      },
    );
  };
  return (
    <>
      <div className={styles.first}>
        {firstMessage.error ? (
          <ErrorNotice error={firstMessage.error} onRetry={() => attempt && send(attempt.text)}>
            <blockquote dir="auto">{attempt?.text}</blockquote>
          </ErrorNotice>
        ) : (
          <EmptyState icon={<Mail aria-hidden="true" size={28} />}>
            {t('messages.first', { name: recipient.fullName })}
          </EmptyState>
        )}
      </div>
      <Composer
        draft=""
        compact={false}
        lockedReason={firstMessage.isPending ? t('session.state.sending') : undefined}
        onSend={send}
        onInput={noop}
        onBlur={noop}
      />
    </>
  );
}

const noop = (): void => undefined;

function conversationPath({ id }: Conversation): string {
  return `/messages/${id}`;
}
