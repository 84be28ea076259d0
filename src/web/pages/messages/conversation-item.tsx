import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Conversation, Contact, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { PresenceStatus } from '../../../enums';
import { Avatar } from '../../components/display/avatar';
import { Badge } from '../../components/display/badge';
import { classNames } from '../../components/class-names';
import { useNow } from '../../components/hooks/use-now';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './conversation-item.module.css';
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
    <ListItem
      href={`/messages/${conversation.id}`}
      name={other?.fullName ?? t('messages.unknownMember')}
      isCurrent={isCurrent}
      status={status}
      aside={<LastActivity at={conversation.lastMessageAt} />}
    >
      <span
        className={classNames(styles.preview, unreadCount > 0 && !isMine && styles.unread)}
        dir="auto"
      >
        {isMine ? t('messages.lastFromYou', { text }) : text}
      </span>
      {unreadCount > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{unreadCount > 99 ? '99+' : unreadCount}</span>
          <VisuallyHidden>{t('session.unread', { count: unreadCount })}</VisuallyHidden>
        </Badge>
      )}
    </ListItem>
  );
}

/** A contact without a conversation. */
export function ContactItem({ contact }: { contact: Contact }): ReactElement {
  const { t } = useTranslation();
  return (
    <ListItem href={`/messages/to/${contact.id}`} name={contact.fullName} isCurrent={false}>
      <span className={styles.preview}>{t(`common.role.${contact.role}`)}</span>
    </ListItem>
  );
}

interface ListItemProps {
  href: string;
  name: string;
  isCurrent: boolean;
  status?: PresenceStatus | undefined;
  aside?: ReactNode;
  children: ReactNode;
}

function ListItem({ href, name, isCurrent, status, aside, children }: ListItemProps): ReactElement {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
        className={classNames(styles.item, isCurrent && styles.current)}
      >
        <Avatar name={name} status={status} />
        <span className={styles.text}>
          <span className={styles.line}>
            <bdi className={styles.name}>{name}</bdi>
            {status && <VisuallyHidden>{t(`messages.presence.${status}`)}</VisuallyHidden>}
            {aside}
          </span>
          <span className={styles.line}>{children}</span>
        </span>
      </Link>
    </li>
  );
}

/** Today's time, or the date. */
function LastActivity({ at }: { at: string | null }): ReactElement | null {
  const format = useFormat();
  const now = useNow(60_000);
  if (at === null) return null;
  const isToday = format.shortDay(at) === format.shortDay(now);
  return (
    <time dateTime={at} className={styles.when}>
      {isToday ? format.time(at) : format.shortDay(at)}
    </time>
  );
}
