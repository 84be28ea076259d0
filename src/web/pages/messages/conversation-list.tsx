import { Archive, MailPlus, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Contact, SignedIn } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import { useConversations, useContacts } from '../../api/conversation-queries';
import { Button } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import { ArchivedConversations } from './archived-conversations';
import { ConversationItem, ContactItem } from './conversation-item';
import styles from './conversation-list.module.css';
import { otherMember } from './other-member';
import { useMemberPresence } from './use-member-presence';

/** The user's conversations, and the contacts without one. */
export function ConversationList({ currentId }: { currentId?: string }): ReactElement {
  const me = useMe();
  const conversations = useConversations();
  const allContacts = useContacts();
  const error = conversations.error ?? allContacts.error;
  if (!conversations.data || !allContacts.data) {
    if (!error) return <Skeleton lines={3} height="card" />;
    const retry = (): void => void Promise.all([conversations.refetch(), allContacts.refetch()]);
    return <ErrorNotice error={error} onRetry={retry} />;
  }
  const contacts = contactsWithoutConversation(allContacts.data, conversations.data);
  if (conversations.data.length === 0 && contacts.length === 0) {
    return <NoConversations role={me.role} />;
  }
  return (
    <Lists conversations={conversations.data} contacts={contacts} me={me} currentId={currentId} />
  );
}

interface ListsProps {
  conversations: Conversation[];
  contacts: Contact[];
  me: SignedIn['user'];
  currentId: string | undefined;
}

function Lists(props: ListsProps): ReactElement {
  const { conversations, contacts } = props;
  const { t } = useTranslation();
  const [isArchive, setArchive] = useState(false);
  const archived = conversations.filter(({ archivedAt }) => archivedAt !== null);
  const current = conversations.filter(({ archivedAt }) => archivedAt === null);
  if (isArchive) {
    return (
      <ArchivedConversations {...props} archived={archived} onBack={() => setArchive(false)} />
    );
  }
  return (
    <div className={styles.lists}>
      {current.length > 0 && <Conversations {...props} conversations={current} />}
      {contacts.length > 0 && <Contacts contacts={contacts} />}
      {archived.length > 0 && (
        <Button
          kind="quiet"
          icon={<Archive aria-hidden="true" size={18} />}
          onClick={() => setArchive(true)}
        >
          {t('messages.archive.show', { count: archived.length })}
        </Button>
      )}
    </div>
  );
}

function Conversations({ conversations, me, currentId }: ListsProps): ReactElement {
  const presence = useMemberPresence();
  return (
    <ul className={styles.list}>
      {conversations.map((conversation) => (
        <ConversationItem
          key={conversation.id}
          conversation={conversation}
          me={me}
          isCurrent={conversation.id === currentId}
          status={presence.get(otherMember(conversation, me.id)?.id ?? '')}
        />
      ))}
    </ul>
  );
}

function Contacts({ contacts }: { contacts: Contact[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={styles.contacts}>
      <h2 className={styles.title}>
        <MailPlus aria-hidden="true" size={18} />
        {t('messages.writeTo')}
      </h2>
      <ul className={styles.list}>
        {contacts.map((contact) => (
          <ContactItem key={contact.id} contact={contact} />
        ))}
      </ul>
    </section>
  );
}

function contactsWithoutConversation(
  contacts: Contact[],
  conversations: Conversation[],
): Contact[] {
  const known = new Set(conversations.flatMap(({ members }) => members.map(({ id }) => id)));
  return contacts.filter(({ id }) => !known.has(id));
}

function NoConversations({ role }: { role: SignedIn['user']['role'] }): ReactElement {
  const { t } = useTranslation();
  const key = role === 'client' ? 'messages.empty.client' : 'messages.empty.staff';
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden="true" size={28} />}
      title={t('messages.empty.title')}
    >
      {t(key)}
    </EmptyState>
  );
}
