import { X } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchMessages } from '../../api/message-queries';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { IconButton } from '../../components/controls/icon-button';
import styles from './conversation-search.module.css';
import { SearchResult } from './search-result';

export interface ConversationSearchProps {
  conversationId: string;
  userId: string;
  /** Leads to the message of this seq. */
  onFound: (seq: number) => void;
  onClose: () => void;
}

/** Looks for words in one conversation; what is found leads to its place. */
export function ConversationSearch(props: ConversationSearchProps): ReactElement {
  const { onClose } = props;
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const words = useDebounced(useDeferredValue(text.trim()));
  return (
    <div
      role="search"
      className={styles['search']}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles['line']}>
        <input
          ref={field}
          type="search"
          className={styles['field']}
          aria-label={t('talk.search.label')}
          placeholder={t('talk.search.label')}
          maxLength={200}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <IconButton label={t('common.close')} onClick={onClose}>
          <X aria-hidden="true" size={22} />
        </IconButton>
      </div>
      {words !== '' && <SearchResults key={words} {...props} words={words} />}
    </div>
  );
}

function SearchResults({
  conversationId,
  userId: personId,
  words,
  onFound,
}: ConversationSearchProps & { words: string }): ReactElement {
  const { t } = useTranslation();
  const found = useSearchMessages(conversationId, words);
  const pages = found.data?.pages ?? [];
  // The newest first: that is what people mean more often.
  const messages = pages.flatMap((page) => page.messages.toReversed());
  const count = messages.length;
  return (
    <div className={styles['found']}>
      {found.error && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      <p className={styles['count']} role="status">
        {found.isPending && t('common.loading')}
        {found.data && count === 0 && t('talk.search.nothing')}
        {count > 0 && t(`talk.search.${found.hasNextPage ? 'foundMore' : 'found'}`, { count })}
      </p>
      <ul className={styles['list']}>
        {messages.map((message) => (
          <li key={message.id}>
            <SearchResult
              message={message}
              isOwn={message.senderId === personId}
              onPress={() => onFound(message.seq)}
            />
          </li>
        ))}
      </ul>
      {found.hasNextPage && <LoadMore found={found} />}
    </div>
  );
}

function LoadMore({ found }: { found: ReturnType<typeof useSearchMessages> }): ReactElement {
  const { t } = useTranslation();
  return (
    <Button
      kind="quiet"
      size="small"
      busy={found.isFetchingNextPage}
      onClick={() => void found.fetchNextPage()}
    >
      {t('talk.search.more')}
    </Button>
  );
}

const DEBOUNCE_MS = 250;

/** What was typed, once somebody rests. */
function useDebounced(text: string): string {
  const [rested, setRested] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
