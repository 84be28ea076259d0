import { Ellipsis } from 'lucide-react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule } from '../../components/overlays/lazy-module';
import { LazyTrigger } from '../../components/overlays/lazy-trigger';
import type { MessageRowData } from '../list/message-rows';
import type { MessageActions } from './use-message-actions';
import styles from './message-menu-button.module.css';

const menu = lazyModule(() => import('./message-menu').then((module) => module.MessageMenu));

/** Opens the menu of a message. Tab reaches the last message's button; arrow keys move between them. */
export function MessageMenuButton({
  row,
  isLast,
  actions,
  buttonRef,
}: {
  row: MessageRowData;
  isLast: boolean;
  actions: MessageActions;
  buttonRef: RefObject<HTMLButtonElement | null>;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const name = row.side === 'own' ? t('session.list.you') : row.senderName;
  return (
    <span className={styles.container} onKeyDown={moveFocus}>
      <LazyTrigger
        module={menu}
        props={{ row, actions }}
        trigger={
          <IconButton
            ref={buttonRef}
            data-more=""
            className={styles.button}
            label={t('chat.actions', { name, time: format.time(row.at) })}
            tabIndex={isLast ? 0 : -1}
          >
            <Ellipsis aria-hidden="true" size={20} />
          </IconButton>
        }
      />
    </span>
  );
}

const SIBLINGS: Readonly<Record<string, 'previousElementSibling' | 'nextElementSibling'>> = {
  ArrowUp: 'previousElementSibling',
  ArrowDown: 'nextElementSibling',
};

function moveFocus(event: KeyboardEvent): void {
  const sibling = SIBLINGS[event.key];
  const { target } = event;
  // An open menu handles the arrow keys itself.
  if (!sibling || !(target instanceof HTMLElement) || !('more' in target.dataset)) return;
  if (target.getAttribute('aria-expanded') === 'true') return;
  let item = target.closest('li')?.[sibling];
  while (item && !item.querySelector('[data-more]')) item = item[sibling];
  event.preventDefault();
  event.stopPropagation();
  item?.querySelector<HTMLElement>('[data-more]')?.focus();
}
