import { Archive, MailPlus, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Contact, SignedIn } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import { useConversations, useContacts } from '../../api/conversation-queries';
import { usePresence } from '../../api/presence-queries';
import { Button } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import { ArchivedConversations } from './archived-conversations';
import { ConversationItem, ContactItem } from './conversation-item';
import styles from './conversation-list.module.css';
import { otherMember } from './other-member';

/** My conversations, and below them whom I may write to and have not. */
export function ConversationList({ currentId }: { currentId?: string }): ReactElement {
  const me = useMe();
  const conversations = useConversations();
  const people = useContacts();
  const error = conversations.error ?? people.error;
  if (!conversations.data || !people.data) {
    if (!error) return <Skeleton lines={3} height="card" />;
    const retry = (): void => void Promise.all([conversations.refetch(), people.refetch()]);
    return <ErrorNotice error={error} onRetry={retry} />;
  }
  const fresh = contactsWithoutConversation(people.data, conversations.data);
  if (conversations.data.length === 0 && fresh.length === 0)
    return <NoConversations role={me.role} />;
  return (
    <Lists conversations={conversations.data} {...{ contacts: fresh, me, currentId: currentId }} />
  );
}

interface ListsProps {
  conversations: Conversation[];
  contacts: Contact[];
  me: SignedIn['user'];
  currentId: string | undefined;
}

function Lists({ conversations, contacts, me, currentId }: ListsProps): ReactElement {
  const { t } = useTranslation();
  const [isArchive, setArchive] = useState(false);
  const others = conversations.map((one) => otherMember(one, me.id)?.id ?? '');
  const presence = usePresence(others.filter((id) => id !== ''));
  const archived = conversations.filter(({ archivedAt }) => archivedAt !== null);
  const current = conversations.filter(({ archivedAt }) => archivedAt === null);
  if (isArchive) {
    return (
      <ArchivedConversations
        {...{ archived, me, currentId: currentId }}
        onBack={() => setArchive(false)}
      />
    );
  }
  return (
    <div className={styles.lists}>
      {current.length > 0 && (
        <ul className={styles.list}>
          {current.map((one) => (
            <ConversationItem
              key={one.id}
              conversation={one}
              me={me}
              isCurrent={one.id === currentId}
              status={presence.get(otherMember(one, me.id)?.id ?? '')}
            />
          ))}
        </ul>
      )}
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

function Contacts({ contacts }: { contacts: Contact[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={styles.fresh}>
      <h2 className={styles.title}>
        <MailPlus aria-hidden="true" size={18} />
        {t('messages.writeTo')}
      </h2>
      <ul className={styles.list}>
        {contacts.map((person) => (
          <ContactItem key={person.id} contact={person} />
        ))}
      </ul>
    </section>
  );
}

function contactsWithoutConversation(people: Contact[], conversations: Conversation[]): Contact[] {
  const known = new Set(conversations.flatMap(({ members }) => members.map(({ id }) => id)));
  return people.filter(({ id }) => !known.has(id));
}

function NoConversations({ role }: { role: SignedIn['user']['role'] }): ReactElement {
  const { t } = useTranslation();
  const words = role === 'client' ? 'messages.empty.client' : 'messages.empty.staff';
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden="true" size={28} />}
      title={t('messages.empty.title')}
    >
      {t(words)}
    </EmptyState>
  );
}
