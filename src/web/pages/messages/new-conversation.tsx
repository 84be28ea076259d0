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
import styles from './conversation-chat.module.css';

/** Writing to somebody for the first time: what is sent makes the conversation. */
export function NewConversation({
  recipientId,
  hasList,
}: {
  recipientId: string;
  hasList: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: people } = useContacts();
  const { data: conversations } = useConversations();
  const person = people?.find(({ id }) => id === recipientId);
  const known = conversations?.find(({ members }) => members.some(({ id }) => id === recipientId));
  useEffect(() => {
    if (known) navigate(conversationPath(known), { replace: true });
  }, [known, navigate]);
  return (
    <div className={styles.talk}>
      <ChatHeader
        otherName={person?.fullName ?? t('messages.title')}
        back={hasList ? undefined : '/messages'}
        compact={false}
        unread={0}
      >
        <HeaderSubtitle>{person && t(`common.role.${person.role}`)}</HeaderSubtitle>
      </ChatHeader>
      {!people && <Skeleton lines={4} height="card" />}
      {people && !person && <p className={styles.first}>{t('messages.notAContact')}</p>}
      {person && <FirstMessageForm recipient={person} />}
    </div>
  );
}

function FirstMessageForm({ recipient }: { recipient: Contact }): ReactElement {
  const { t } = useTranslation();
  const first = useFirstMessage();
  const [, navigate] = useLocation();
  // The same for every attempt at the same words: a repeat makes nothing twice.
  const [attempt, setAttempt] = useState<{ text: string; id: string }>();
  const send = (text: string): void => {
    const id = attempt?.text === text ? attempt.id : newId();
    setAttempt({ text, id });
    first.mutate(
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
        {first.error ? (
          <ErrorNotice error={first.error} onRetry={() => attempt && send(attempt.text)}>
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
        lockedReason={first.isPending ? t('session.state.sending') : undefined}
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
