import { Copy, Pencil, Reply, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuToggles, MenuSeparator } from '../../components/overlays/menu';
import type { MessageRowData } from '../list/message-rows';
import { copyText } from './copy-text';
import type { ComposeTarget, MessageActions } from './use-message-actions';

/** Feelings that need no words, in a room where nobody laughs at anybody. */
const QUICK_REACTIONS = ['👍', '❤️', '🙏', '😊', '😢', '💪'];

/** What can be done with one message. */
export function MessageMenu({
  trigger,
  row,
  acts,
}: {
  trigger: ReactElement;
  row: MessageRowData;
  acts: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  const isWriting = useRef(false);
  const begin = (kind: ComposeTarget['kind']): void => {
    isWriting.current = true;
    acts.compose({ kind, row });
  };
  return (
    <Menu
      trigger={trigger}
      onOpen={() => (isWriting.current = false)}
      // Whoever writes next has the focus where one writes.
      shouldReturnFocus={() => !isWriting.current}
    >
      <QuickReactions row={row} acts={acts} />
      <MenuSeparator />
      <MenuItem icon={<Reply aria-hidden="true" size={20} />} onClick={() => begin('reply')}>
        {t('talk.reply')}
      </MenuItem>
      <CopyItem row={row} />
      {row.side === 'own' && <OwnItems row={row} acts={acts} onEdit={() => begin('edit')} />}
    </Menu>
  );
}

function QuickReactions({
  row,
  acts,
}: {
  row: MessageRowData;
  acts: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  const own = new Set(row.reactions.filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji));
  return (
    <MenuToggles
      label={t('talk.react')}
      options={QUICK_REACTIONS.map((emoji) => ({ value: emoji, isOn: own.has(emoji) }))}
      onToggle={(emoji) => acts.react(row, emoji)}
    />
  );
}

function CopyItem({ row: { messageType, text } }: { row: MessageRowData }): ReactElement | null {
  const { t } = useTranslation();
  if (messageType === 'sticker' || text === '') return null;
  return (
    <MenuItem icon={<Copy aria-hidden="true" size={20} />} onClick={() => void copyText(text)}>
      {t('talk.copy')}
    </MenuItem>
  );
}

/** What the API lets people do with their own messages alone. */
function OwnItems({
  row,
  acts,
  onEdit,
}: {
  row: MessageRowData;
  acts: MessageActions;
  onEdit: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {row.messageType === 'text' && (
        <MenuItem icon={<Pencil aria-hidden="true" size={20} />} onClick={onEdit}>
          {t('talk.edit')}
        </MenuItem>
      )}
      <MenuItem
        icon={<Trash2 aria-hidden="true" size={20} />}
        onClick={() => acts.confirmDelete(row)}
      >
        {t('talk.remove')}
      </MenuItem>
    </>
  );
}
