import { ArrowLeft } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../i18n/use-format';
import { Avatar } from '../components/display/avatar';
import { Badge } from '../components/display/badge';
import { VisuallyHidden } from '../components/display/visually-hidden';
import styles from './chat-header.module.css';

export interface ChatHeaderProps {
  otherName: string;
  /** Path of the back link; undefined: no link. */
  back: string | undefined;
  /** One of several chats on the page. */
  compact: boolean;
  unread: number;
  /** Below the name. */
  children: ReactNode;
  /** Beside `children`. */
  aside?: ReactNode;
  /** Buttons for the whole conversation. */
  tools?: ReactNode;
}

export function ChatHeader(props: ChatHeaderProps): ReactElement {
  const { otherName, back, compact, unread, children, aside, tools } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const Name = compact ? 'h2' : 'p';
  return (
    <header className={styles.header} data-compact={compact || undefined}>
      {back !== undefined && (
        <Link href={back} className={styles.back} aria-label={t('session.back')}>
          <ArrowLeft aria-hidden="true" size={22} />
        </Link>
      )}
      <Avatar name={otherName} />
      <div className={styles.title}>
        <Name className={styles.name}>
          <bdi>{otherName}</bdi>
        </Name>
        <div className={styles.details}>
          {children}
          {aside !== undefined && <p className={styles.aside}>{aside}</p>}
        </div>
      </div>
      {compact && unread > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{format.number(unread)}</span>
          <VisuallyHidden>{t('session.unread', { count: unread })}</VisuallyHidden>
        </Badge>
      )}
      {tools !== undefined && <div className={styles.tools}>{tools}</div>}
    </header>
  );
}
