import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRowData } from '../list/message-rows';
import type { MessageActions } from './use-message-actions';
import styles from './message-reactions.module.css';

/** What others felt at a message; a press adds or takes back one's own. */
export function MessageReactions({
  row,
  canReact,
  acts,
}: {
  row: MessageRowData;
  canReact: boolean;
  acts: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t('talk.reactions')} className={styles['reactions']}>
      {row.reactions.map(({ emoji, count, isOwn }) => (
        <button
          key={emoji}
          type="button"
          className={styles['reaction']}
          aria-label={t('talk.reaction', { emoji, count })}
          aria-pressed={isOwn}
          disabled={!canReact}
          onClick={() => acts.react(row, emoji)}
        >
          <span aria-hidden="true">{emoji}</span>
          <span aria-hidden="true">{count}</span>
        </button>
      ))}
    </div>
  );
}
