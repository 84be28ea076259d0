import { MessagesSquare } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';
import { useFullHeight } from '../../components/hooks/use-full-height';
import { useMediaQuery } from '../../components/hooks/use-media-query';
import { useVisibleHeight } from '../use-visible-height';
import styles from './inbox-page.module.css';

interface InboxPageProps {
  title: string;
  list: ReactNode;
  /** The list beside the chat, in its own landmark. */
  sidebar: ReactNode;
  isOpen: boolean;
  /** The open chat; `hasList`: the list is beside it. */
  chat: (hasList: boolean) => ReactNode;
  chatLabel: string;
  /** In place of a chat. */
  choose: string;
}

/** List and chat of conversations: side by side on desktops, one of them on phones. */
export function InboxPage(props: InboxPageProps): ReactElement {
  const { title, isOpen } = props;
  const isDesktop = useMediaQuery('(min-width: 64rem)');
  useFullHeight(isDesktop || isOpen);
  useVisibleHeight();
  if (!isDesktop && !isOpen) return <Page title={title}>{props.list}</Page>;
  return (
    <Page title={title} size={isDesktop ? 'wide-full' : 'narrow-full'} hiddenTitle={!isDesktop}>
      <div className={styles.split}>
        {isDesktop && props.sidebar}
        <section className={styles.detail} aria-label={props.chatLabel}>
          {isOpen ? props.chat(isDesktop) : <NothingSelected>{props.choose}</NothingSelected>}
        </section>
      </div>
    </Page>
  );
}

function NothingSelected({ children }: { children: string }): ReactElement {
  return (
    <div className={styles.blank}>
      <EmptyState icon={<MessagesSquare aria-hidden="true" size={28} />}>{children}</EmptyState>
    </div>
  );
}
