import { Ellipsis } from 'lucide-react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format';
import { IconButton } from '../ui/icon-button';
import { loadOnce } from '../ui/later';
import { OpenLater } from '../ui/open-later';
import type { Row } from './conversation-rows';
import type { MessageActs } from './message-acts';
import styles from './message-more.module.css';

const menu = loadOnce(() => import('./message-menu').then((module) => module.MessageMenu));

/**
 * Opens what can be done with a message. Of all these buttons Tab reaches the last message's alone;
 * from there the arrow keys lead to the others.
 */
export function MessageMore({
  row,
  isLast,
  acts,
  buttonRef,
}: {
  row: Row;
  isLast: boolean;
  acts: MessageActs;
  buttonRef: RefObject<HTMLButtonElement | null>;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const name = row.side === 'own' ? t('session.list.you') : row.senderName;
  return (
    <span className={styles['more']} onKeyDown={walk}>
      <OpenLater
        load={menu}
        props={{ row, acts }}
        trigger={
          <IconButton
            ref={buttonRef}
            data-more=""
            className={styles['button']}
            label={t('talk.acts', { name, time: format.time(row.at) })}
            tabIndex={isLast ? 0 : -1}
          >
            <Ellipsis aria-hidden="true" size={20} />
          </IconButton>
        }
      />
    </span>
  );
}

const WAYS: Readonly<Record<string, 'previousElementSibling' | 'nextElementSibling'>> = {
  ArrowUp: 'previousElementSibling',
  ArrowDown: 'nextElementSibling',
};

function walk(event: KeyboardEvent): void {
  const way = WAYS[event.key];
  const { target } = event;
  // The open menu has arrow keys of its own.
  if (!way || !(target instanceof HTMLElement) || !('more' in target.dataset)) return;
  if (target.getAttribute('aria-expanded') === 'true') return;
  let item = target.closest('li')?.[way];
  while (item && !item.querySelector('[data-more]')) item = item[way];
  event.preventDefault();
  event.stopPropagation();
  item?.querySelector<HTMLElement>('[data-more]')?.focus();
}
