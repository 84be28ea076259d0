import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import type { VirtualizerHandle } from 'virtua';
import { GalleryProvider } from '../files/gallery-context';
import type { ChatSnapshot } from '../../state/chat/chat-store';
import type { MessageRowData } from './message-rows';
import { HEADER_HEIGHT, MessageListHeader } from './message-list-header';
import { VirtualListItem } from './virtual-list-item';
import styles from './message-list.module.css';
import type { MessageActions } from '../message/message-actions';
import { MessageRow } from '../message/message-row';
import { JumpToLatest } from './jump-to-latest';
import { useListScroll } from './use-list-scroll';
import type { JumpTarget } from '../message/use-message-actions';

export interface MessageListProps {
  rows: MessageRowData[];
  older: ChatSnapshot['older'];
  isOffline: boolean;
  hasAttention: boolean;
  canWrite: boolean;
  /** Whether messages can be answered, changed and reacted to here. */
  canChange: boolean;
  /** Where somebody was led to. */
  target: JumpTarget | undefined;
  /** Messages of others that were not before the reader's eyes yet. */
  unread: number;
  actions: MessageActions;
  onLoadOlder: () => void;
  /** Everything up to this seq has been seen. */
  onRead: (seq: number) => void;
  onFollowingChange: (isFollowing: boolean) => void;
}

/** Rows are drawn and measured so far ahead of what is in view: nobody sees one settle. */
const AHEAD_PX = 800;

/** A conversation of any length: only what is in view is drawn, and nothing jumps. */
export function MessageList(props: MessageListProps): ReactElement {
  const { rows, older, onLoadOlder: onOlder, unread } = props;
  const { t } = useTranslation();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<VirtualizerHandle>(null);
  // What failed is asked for again by hand alone.
  const drawn = { ...props, onOlder: older === 'more' ? onOlder : nothing };
  const scroll = useListScroll(drawn, props.onFollowingChange, { scrollerRef, listRef });
  return (
    <div className={styles['frame']}>
      <div
        ref={scrollerRef}
        className={styles['scroller']}
        role="group"
        aria-label={t('session.conversation')}
        tabIndex={0}
      >
        <div className={styles['space']} />
        <MessageListHeader older={older} isEmpty={rows.length === 0} onOlder={onOlder} />
        <GalleryProvider rows={rows}>
          <Virtualizer
            ref={listRef}
            as="ul"
            item={VirtualListItem}
            data={rows}
            scrollRef={scrollerRef}
            startMargin={HEADER_HEIGHT}
            bufferSize={AHEAD_PX}
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
    </div>
  );
}

const nothing = (): void => undefined;

function renderRow(row: MessageRowData, isLast: boolean, list: MessageListProps): ReactElement {
  const { isOffline, canWrite, actions: acts } = list;
  const canChange = canWrite && list.canChange;
  const target = row.seq !== undefined && row.seq === list.target?.seq ? list.target : undefined;
  return (
    <MessageRow
      key={row.key}
      {...{ row, isLast, isOffline, canWrite, canChange, target, actions: acts }}
    />
  );
}
