import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import type { VirtualizerHandle } from 'virtua';
import { Pictures } from '../files/pictures';
import type { RoomView } from '../realtime/room-store';
import type { Row } from './conversation-rows';
import { HEAD_HEIGHT, ListHead } from './list-head';
import { ListItem } from './list-item';
import styles from './message-list.module.css';
import type { MessageActs } from './message-acts';
import { MessageRow } from './message-row';
import { ToNewest } from './to-newest';
import { useListScroll } from './use-list-scroll';
import type { JumpTarget } from './use-message-acts';

export interface MessageListProps {
  rows: Row[];
  older: RoomView['older'];
  isOffline: boolean;
  isAttended: boolean;
  canWrite: boolean;
  /** Whether messages can be answered, changed and reacted to here. */
  canChange: boolean;
  /** Where somebody was led to. */
  target: JumpTarget | undefined;
  /** Messages of others that were not before the reader's eyes yet. */
  unread: number;
  acts: MessageActs;
  onOlder: () => void;
  /** Everything up to this seq has been seen. */
  onSeen: (seq: number) => void;
  onFollowing: (isFollowing: boolean) => void;
}

/** Rows are drawn and measured so far ahead of what is in view: nobody sees one settle. */
const AHEAD_PX = 800;

/** A conversation of any length: only what is in view is drawn, and nothing jumps. */
export function MessageList(props: MessageListProps): ReactElement {
  const { rows, older, onOlder, unread } = props;
  const { t } = useTranslation();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<VirtualizerHandle>(null);
  // What failed is asked for again by hand alone.
  const drawn = { ...props, onOlder: older === 'more' ? onOlder : nothing };
  const scroll = useListScroll(drawn, props.onFollowing, { scrollerRef, listRef });
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
        <ListHead older={older} isEmpty={rows.length === 0} onOlder={onOlder} />
        <Pictures rows={rows}>
          <Virtualizer
            ref={listRef}
            as="ul"
            item={ListItem}
            data={rows}
            scrollRef={scrollerRef}
            startMargin={HEAD_HEIGHT}
            bufferSize={AHEAD_PX}
            shift={scroll.isPrepending}
            onScroll={scroll.onScroll}
            onScrollEnd={scroll.onScrollEnd}
            onResize={scroll.onResize}
          >
            {(row, index) => rowOf(row, index === rows.length - 1, props)}
          </Virtualizer>
        </Pictures>
      </div>
      {!scroll.isAtEnd && <ToNewest unread={unread} onPress={scroll.toEnd} />}
    </div>
  );
}

const nothing = (): void => undefined;

function rowOf(row: Row, isLast: boolean, list: MessageListProps): ReactElement {
  const { isOffline, canWrite, acts } = list;
  const canChange = canWrite && list.canChange;
  const target = row.seq !== undefined && row.seq === list.target?.seq ? list.target : undefined;
  return (
    <MessageRow key={row.key} {...{ row, isLast, isOffline, canWrite, canChange, target, acts }} />
  );
}
