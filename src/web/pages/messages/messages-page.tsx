import { MessagesSquare } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { useFullHeight } from '../../components/hooks/use-full-height';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';
import { useMediaQuery } from '../../components/hooks/use-media-query';
import { useVisibleHeight } from '../../chat/use-visible-height';
import { ConversationList } from './conversation-list';
import { ConversationChat } from './conversation-chat';
import { NewConversation } from './new-conversation';
import styles from './messages-page.module.css';

/** Conversations outside sessions: at a desk the list and one of them side by side, on a phone one of both. */
export function MessagesPage(): ReactElement {
  const { t } = useTranslation();
  const { conversationId, personId } = useParams();
  const isDesk = useMediaQuery('(min-width: 64rem)');
  const isOpen = conversationId !== undefined || personId !== undefined;
  useFullHeight(isDesk || isOpen);
  useVisibleHeight();
  if (!isDesk && !isOpen) {
    return (
      <Page title={t('messages.title')}>
        <ConversationList />
      </Page>
    );
  }
  return (
    <Page
      title={t('messages.title')}
      size={isDesk ? 'wide-full' : 'narrow-full'}
      hiddenTitle={!isDesk}
    >
      <div className={styles.desk}>
        {isDesk && (
          <aside className={styles.rail} aria-label={t('messages.list')}>
            <ConversationList currentId={conversationId} />
          </aside>
        )}
        <section className={styles.place} aria-label={t('messages.conversation')}>
          {conversationId !== undefined && (
            <ConversationChat
              key={conversationId}
              conversationId={conversationId}
              hasList={isDesk}
            />
          )}
          {personId !== undefined && (
            <NewConversation key={personId} recipientId={personId} hasList={isDesk} />
          )}
          {!isOpen && <NothingSelected />}
        </section>
      </div>
    </Page>
  );
}

function NothingSelected(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.blank}>
      <EmptyState icon={<MessagesSquare aria-hidden="true" size={28} />}>
        {t('messages.choose')}
      </EmptyState>
    </div>
  );
}
