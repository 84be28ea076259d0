import { useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import type { VirtualizerHandle } from 'virtua';
import type { ReadyChat } from '../../state/chat/chat-snapshot';
import { useToastArea } from '../../components/overlays/use-toast-area';
import { GalleryProvider } from '../files/gallery-context';
import { MessageRow } from '../message/message-row';
import type { JumpTarget, MessageActions } from '../message/use-message-actions';
import { JumpToLatest } from './jump-to-latest';
import { HEADER_HEIGHT, MessageListHeader } from './message-list-header';
import styles from './message-list.module.css';
import type { MessageRowData } from './message-rows';
import { useListScroll } from './use-list-scroll';
import { VirtualListItem } from './virtual-list-item';

export interface MessageListProps {
  rows: MessageRowData[];
  older: ReadyChat<unknown>['older'];
  isOffline: boolean;
  /** The user is likely to be reading. */
  hasAttention: boolean;
  canWrite: boolean;
  /** Messages can be replied to, edited, deleted and reacted to. */
  canChange: boolean;
  target: JumpTarget | undefined;
  /** Number of unread messages. */
  unread: number;
  actions: MessageActions;
  onLoadOlder: () => void;
  /** Everything up to `seq` was in view. */
  onRead: (seq: number) => void;
  onFollowingChange: (isFollowing: boolean) => void;
}

/** Rows are rendered and measured this far outside the view, so that they do not move inside it. */
const BUFFER_PX = 800;

/** A virtualized message list that keeps its scroll position while messages are added at either end. */
export function MessageList(props: MessageListProps): ReactElement {
  const { rows, older, onLoadOlder, unread } = props;
  const { t } = useTranslation();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<VirtualizerHandle>(null);
  // After a failure only the button loads again.
  const onReachStart = older === 'more' ? onLoadOlder : nothing;
  const scroll = useListScroll({ ...props, onReachStart, scrollerRef, listRef });
  return (
    <Frame>
      <div
        ref={scrollerRef}
        className={styles.scroller}
        role="group"
        aria-label={t('session.conversation')}
        tabIndex={0}
      >
        <div className={styles.space} />
        <MessageListHeader older={older} isEmpty={rows.length === 0} onLoadOlder={onLoadOlder} />
        <GalleryProvider rows={rows}>
          <Virtualizer
            ref={listRef}
            as="ul"
            item={VirtualListItem}
            data={rows}
            scrollRef={scrollerRef}
            startMargin={HEADER_HEIGHT}
            bufferSize={BUFFER_PX}
            shift={scroll.isPrepending}
            onScroll={scroll.onScroll}
            onScrollEnd={scroll.onScrollEnd}
            onResize={scroll.onResize}
          >
            {(row, index) => renderRow(row, index === rows.length - 1, props)}
          </Virtualizer>
        </GalleryProvider>
      </div>
      {!scroll.isAtEnd && <JumpToLatest unread={unread} onPress={scroll.scrollToEnd} />}
    </Frame>
  );
}

/** The area of the messages, at the top of which toasts are shown. */
function Frame({ children }: { children: ReactNode }): ReactElement {
  return (
    <div ref={useToastArea()} className={styles.frame}>
      {children}
    </div>
  );
}

const nothing = (): void => undefined;

function renderRow(row: MessageRowData, isLast: boolean, list: MessageListProps): ReactElement {
  const isTarget = row.seq !== undefined && row.seq === list.target?.seq;
  return (
    <MessageRow
      key={row.key}
      row={row}
      isLast={isLast}
      isOffline={list.isOffline}
      canWrite={list.canWrite}
      canChange={list.canWrite && list.canChange}
      target={isTarget ? list.target : undefined}
      actions={list.actions}
    />
  );
}
