import { Copy, Pencil, Reply, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuToggles, MenuSeparator } from '../../components/overlays/menu';
import type { MessageRowData } from '../list/message-rows';
import { copyText } from './copy-text';
import type { ComposeTarget, MessageActions } from './use-message-actions';

const QUICK_REACTIONS = ['👍', '❤️', '🙏', '😊', '😢', '💪'];

/** The actions of one message. */
export function MessageMenu({
  trigger,
  row,
  actions,
}: {
  trigger: ReactElement;
  row: MessageRowData;
  actions: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  const isComposing = useRef(false);
  const compose = (kind: ComposeTarget['kind']): void => {
    isComposing.current = true;
    actions.compose({ kind, row });
  };
  return (
    <Menu
      trigger={trigger}
      onOpen={() => (isComposing.current = false)}
      // The composer takes the focus.
      shouldReturnFocus={() => !isComposing.current}
    >
      <QuickReactions row={row} actions={actions} />
      <MenuSeparator />
      <MenuItem icon={<Reply aria-hidden="true" size={20} />} onClick={() => compose('reply')}>
        {t('chat.reply')}
      </MenuItem>
      <CopyItem row={row} />
      {row.side === 'own' && (
        <OwnItems row={row} actions={actions} onEdit={() => compose('edit')} />
      )}
    </Menu>
  );
}

function QuickReactions({
  row,
  actions,
}: {
  row: MessageRowData;
  actions: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  const own = new Set(row.reactions.filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji));
  return (
    <MenuToggles
      label={t('chat.react')}
      options={QUICK_REACTIONS.map((emoji) => ({ value: emoji, isOn: own.has(emoji) }))}
      onToggle={(emoji) => actions.react(row, emoji)}
    />
  );
}

function CopyItem({ row: { messageType, text } }: { row: MessageRowData }): ReactElement | null {
  const { t } = useTranslation();
  if (messageType === 'sticker' || text === '') return null;
  return (
    <MenuItem icon={<Copy aria-hidden="true" size={20} />} onClick={() => void copyText(text)}>
      {t('chat.copy')}
    </MenuItem>
  );
}

function OwnItems({
  row,
  actions,
  onEdit,
}: {
  row: MessageRowData;
  actions: MessageActions;
  onEdit: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {row.messageType === 'text' && (
        <MenuItem icon={<Pencil aria-hidden="true" size={20} />} onClick={onEdit}>
          {t('chat.edit')}
        </MenuItem>
      )}
      <MenuItem
        icon={<Trash2 aria-hidden="true" size={20} />}
        onClick={() => actions.confirmDelete(row)}
      >
        {t('chat.remove')}
      </MenuItem>
    </>
  );
}
