import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRowData } from '../list/message-rows';
import type { MessageActions } from './use-message-actions';
import styles from './message-reactions.module.css';

/** The reactions of a message; a press toggles the user's own. */
export function MessageReactions({
  row,
  canReact,
  actions,
}: {
  row: MessageRowData;
  canReact: boolean;
  actions: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t('chat.reactions')} className={styles.reactions}>
      {row.reactions.map(({ emoji, count, isOwn }) => (
        <button
          key={emoji}
          type="button"
          className={styles.reaction}
          aria-label={t('chat.reaction', { emoji, count })}
          aria-pressed={isOwn}
          disabled={!canReact}
          onClick={() => actions.react(row, emoji)}
        >
          <span aria-hidden="true">{emoji}</span>
          <span aria-hidden="true">{count}</span>
        </button>
      ))}
    </div>
  );
}
