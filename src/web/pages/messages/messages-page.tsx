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

/** Conversations outside sessions: list and chat side by side on desktops, one of them on phones. */
export function MessagesPage(): ReactElement {
  const { t } = useTranslation();
  const { conversationId, recipientId } = useParams();
  const isDesktop = useMediaQuery('(min-width: 64rem)');
  const isOpen = conversationId !== undefined || recipientId !== undefined;
  useFullHeight(isDesktop || isOpen);
  useVisibleHeight();
  if (!isDesktop && !isOpen) {
    return (
      <Page title={t('messages.title')}>
        <ConversationList />
      </Page>
    );
  }
  return (
    <Page
      title={t('messages.title')}
      size={isDesktop ? 'wide-full' : 'narrow-full'}
      hiddenTitle={!isDesktop}
    >
      <div className={styles.split}>
        {isDesktop && (
          <aside className={styles.list} aria-label={t('messages.list')}>
            <ConversationList currentId={conversationId} />
          </aside>
        )}
        <section className={styles.detail} aria-label={t('messages.conversation')}>
          <Selection hasList={isDesktop} />
        </section>
      </div>
    </Page>
  );
}

function Selection({ hasList }: { hasList: boolean }): ReactElement {
  const { conversationId: id, recipientId } = useParams();
  if (id !== undefined) return <ConversationChat key={id} conversationId={id} hasList={hasList} />;
  if (recipientId === undefined) return <NothingSelected />;
  return <NewConversation key={recipientId} recipientId={recipientId} hasList={hasList} />;
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
