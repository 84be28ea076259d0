import { Copy, Pencil, Reply, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuPicks, MenuSeparator } from '../ui/menu';
import type { Row } from './conversation-rows';
import { copyText } from './copy-text';
import type { About, MessageActs } from './message-acts';

/** Feelings that need no words, in a room where nobody laughs at anybody. */
const QUICK = ['👍', '❤️', '🙏', '😊', '😢', '💪'];

/** What can be done with one message. */
export function MessageMenu({
  trigger,
  row,
  acts,
}: {
  trigger: ReactElement;
  row: Row;
  acts: MessageActs;
}): ReactElement {
  const { t } = useTranslation();
  const isWriting = useRef(false);
  const begin = (kind: About['kind']): void => {
    isWriting.current = true;
    acts.begin({ kind, row });
  };
  return (
    <Menu
      trigger={trigger}
      onOpen={() => (isWriting.current = false)}
      // Whoever writes next has the focus where one writes.
      returnsFocus={() => !isWriting.current}
    >
      <Feelings row={row} acts={acts} />
      <MenuSeparator />
      <MenuItem icon={<Reply aria-hidden="true" size={20} />} onClick={() => begin('reply')}>
        {t('talk.reply')}
      </MenuItem>
      <CopyItem row={row} />
      {row.side === 'own' && <OwnItems row={row} acts={acts} onEdit={() => begin('edit')} />}
    </Menu>
  );
}

function Feelings({ row, acts }: { row: Row; acts: MessageActs }): ReactElement {
  const { t } = useTranslation();
  const own = new Set(row.reactions.filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji));
  return (
    <MenuPicks
      label={t('talk.react')}
      picks={QUICK.map((emoji) => ({ value: emoji, isOn: own.has(emoji) }))}
      onPick={(emoji) => acts.react(row, emoji)}
    />
  );
}

function CopyItem({ row: { messageType, text } }: { row: Row }): ReactElement | null {
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
  row: Row;
  acts: MessageActs;
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
        onClick={() => acts.askToDelete(row)}
      >
        {t('talk.remove')}
      </MenuItem>
    </>
  );
}
