import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, SignedIn } from '../../api/api-types';
import { Button } from '../../components/controls/button';
import { ConversationItem } from './conversation-item';
import styles from './conversation-list.module.css';

export function ArchivedConversations({
  archived,
  me,
  currentId,
  onBack,
}: {
  archived: Conversation[];
  me: SignedIn['user'];
  currentId: string | undefined;
  onBack: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.lists}>
      <Button kind="quiet" icon={<ArrowLeft aria-hidden="true" size={18} />} onClick={onBack}>
        {t('messages.archive.back')}
      </Button>
      <h2 ref={heading} tabIndex={-1} className={styles.title}>
        {t('messages.archive.title')}
      </h2>
      {archived.length === 0 && <p className={styles.title}>{t('messages.archive.empty')}</p>}
      <ul className={styles.list}>
        {archived.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            me={me}
            isCurrent={conversation.id === currentId}
          />
        ))}
      </ul>
    </section>
  );
}
