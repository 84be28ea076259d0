import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatSnapshot } from '../../state/chat/chat-store';
import { Button } from '../../components/controls/button';
import styles from './message-list-header.module.css';

/** Always this high, whatever it says, so that the rows below it never move. */
export const HEADER_HEIGHT = 56;

/** What is above the messages: the way to older ones, or the beginning. */
export function MessageListHeader({
  older,
  isEmpty,
  onOlder,
}: {
  older: ChatSnapshot['older'];
  isEmpty: boolean;
  onOlder: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = {
    none: t(isEmpty ? 'session.list.empty' : 'session.list.beginning'),
    more: undefined,
    loading: t('session.list.olderLoading'),
    failed: t('session.list.olderFailed'),
  }[older];
  return (
    <div className={styles['head']}>
      {words !== undefined && <p>{words}</p>}
      {(older === 'more' || older === 'failed') && (
        <Button kind="quiet" size="small" onClick={onOlder}>
          {t(older === 'failed' ? 'common.retry' : 'session.list.older')}
        </Button>
      )}
    </div>
  );
}
