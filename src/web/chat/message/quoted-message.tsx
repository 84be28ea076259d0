import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import type { Quote } from '../list/message-rows';
import type { MessageActions } from './use-message-actions';
import styles from './quoted-message.module.css';
import { parseSticker } from '../stickers/sticker-names';

/** The quoted message in one line; a press jumps to it. */
export function QuotedMessage({
  quote,
  actions,
}: {
  quote: Quote;
  actions: Pick<MessageActions, 'jumpTo' | 'loadQuoted'>;
}): ReactElement {
  const { t } = useTranslation();
  const text = useQuoteText()(quote);
  const { id, seq, kind, senderName } = quote;
  useEffect(() => {
    if (kind === 'unknown') actions.loadQuoted(id);
  }, [kind, id, actions]);
  return (
    <button
      type="button"
      className={classNames(styles.quote, kind === 'deleted' && styles.deleted)}
      disabled={seq === undefined}
      onClick={() => seq !== undefined && actions.jumpTo(seq)}
    >
      <VisuallyHidden>{t('chat.quote.label')} </VisuallyHidden>
      {senderName !== '' && <bdi className={styles.name}>{senderName}</bdi>}
      <span className={styles.text} dir="auto">
        {text}
      </span>
    </button>
  );
}

/** A message as one line of text. */
export function useQuoteText(): (quote: Pick<Quote, 'kind' | 'text'>) => string {
  const { t } = useTranslation();
  return ({ kind, text }) => {
    if (kind === 'deleted') return t('chat.deleted');
    if (kind === 'unknown') return t('chat.quote.unknown');
    if (kind === 'text') return text;
    const name = parseSticker(text);
    return `${t('chat.sticker')}: ${name ? t(`chat.stickers.${name}`) : text}`;
  };
}
