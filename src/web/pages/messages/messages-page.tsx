import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { InboxPage } from '../../chat/inbox/inbox-page';
import { ConversationList } from './conversation-list';
import { ConversationChat } from './conversation-chat';
import { NewConversation } from './new-conversation';
import styles from './messages-page.module.css';

/** Conversations outside sessions. */
export function MessagesPage(): ReactElement {
  const { t } = useTranslation();
  const { conversationId: id, recipientId } = useParams();
  const list = <ConversationList currentId={id} />;
  return (
    <InboxPage
      title={t('messages.title')}
      list={list}
      sidebar={
        <aside className={styles.list} aria-label={t('messages.list')}>
          {list}
        </aside>
      }
      isOpen={id !== undefined || recipientId !== undefined}
      chat={(hasList) =>
        id === undefined ? (
          <NewConversation key={recipientId} recipientId={recipientId ?? ''} hasList={hasList} />
        ) : (
          <ConversationChat key={id} conversationId={id} hasList={hasList} />
        )
      }
      chatLabel={t('messages.conversation')}
      choose={t('messages.choose')}
    />
  );
}
