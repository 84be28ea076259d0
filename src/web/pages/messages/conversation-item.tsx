import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Contact, SignedIn } from '../../api/api-types';
import { InboxItem, InboxPreview } from '../../chat/inbox/inbox-item';
import type { PresenceStatus } from '../../../enums';
import { otherMember } from './other-member';

/** The other member, the last message and the unread count. */
export function ConversationItem({
  conversation,
  me,
  isCurrent,
  status,
}: {
  conversation: Conversation;
  me: SignedIn['user'];
  isCurrent: boolean;
  /** The other member's presence, where known. */
  status?: PresenceStatus | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const { unreadCount, lastMessage } = conversation;
  const other = otherMember(conversation, me.id);
  const isMine = lastMessage?.senderId === me.id;
  const text = lastMessage?.content ?? '';
  return (
    <InboxItem
      href={`/messages/${conversation.id}`}
      name={other?.fullName ?? t('messages.unknownMember')}
      isCurrent={isCurrent}
      status={status}
      lastActivityAt={conversation.lastMessageAt}
      isRow
    >
      <InboxPreview
        text={isMine ? t('messages.lastFromYou', { text }) : text}
        unreadCount={unreadCount}
        isNew={unreadCount > 0 && !isMine}
      />
    </InboxItem>
  );
}

/** A contact without a conversation. */
export function ContactItem({ contact }: { contact: Contact }): ReactElement {
  const { t } = useTranslation();
  return (
    <InboxItem href={`/messages/to/${contact.id}`} name={contact.fullName} isCurrent={false} isRow>
      <InboxPreview text={t(`common.role.${contact.role}`)} />
    </InboxItem>
  );
}
