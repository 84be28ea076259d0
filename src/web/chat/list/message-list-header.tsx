import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadyChat } from '../../state/chat/chat-snapshot';
import { Button } from '../../components/controls/button';
import styles from './message-list-header.module.css';

/** Constant, so that the rows below never move; pixels. */
export const HEADER_HEIGHT = 56;

/** Above the messages: a button that loads older ones, or the start of the conversation. */
export function MessageListHeader({
  older,
  isEmpty,
  onLoadOlder,
}: {
  older: ReadyChat<unknown>['older'];
  isEmpty: boolean;
  onLoadOlder: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const text = {
    none: t(isEmpty ? 'session.list.empty' : 'session.list.beginning'),
    more: undefined,
    loading: t('session.list.olderLoading'),
    failed: t('session.list.olderFailed'),
  }[older];
  return (
    <div className={styles.head}>
      {text !== undefined && <p>{text}</p>}
      {(older === 'more' || older === 'failed') && (
        <Button kind="quiet" size="small" onClick={onLoadOlder}>
          {t(older === 'failed' ? 'common.retry' : 'session.list.older')}
        </Button>
      )}
    </div>
  );
}
