import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MemberMessage } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import styles from './conversation-search.module.css';
import { splitHighlights } from './highlight-spans';

/** One found message with its matches highlighted. */
export function SearchResult({
  message,
  isOwn,
  onPress,
}: {
  message: MemberMessage;
  isOwn: boolean;
  onPress: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { sender, createdAt, content, highlights = [] } = message;
  return (
    <button type="button" className={styles.message} onClick={onPress}>
      <span className={styles.sender}>
        <bdi>{isOwn ? t('session.list.you') : sender.name}</bdi>
        <time dateTime={createdAt}>{format.dayTime(createdAt)}</time>
      </span>
      <span className={styles.text} dir="auto">
        {splitHighlights(content.text, highlights).map(({ text, isHighlighted }, index) =>
          isHighlighted ? <mark key={index}>{text}</mark> : text,
        )}
      </span>
    </button>
  );
}
