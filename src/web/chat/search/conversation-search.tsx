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
  onFound: (seq: number) => void;
  onClose: () => void;
}

/** Searches one conversation; a result jumps to its message. */
export function ConversationSearch(props: ConversationSearchProps): ReactElement {
  const { onClose } = props;
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const query = useDebounced(useDeferredValue(text.trim()));
  return (
    <div
      role="search"
      className={styles.search}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles.row}>
        <input
          ref={field}
          type="search"
          className={styles.field}
          aria-label={t('chat.search.label')}
          placeholder={t('chat.search.label')}
          maxLength={200}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <IconButton label={t('common.close')} onClick={onClose}>
          <X aria-hidden="true" size={22} />
        </IconButton>
      </div>
      {query !== '' && <SearchResults key={query} {...props} query={query} />}
    </div>
  );
}

function SearchResults({
  conversationId,
  userId,
  query,
  onFound,
}: ConversationSearchProps & { query: string }): ReactElement {
  const { t } = useTranslation();
  const search = useSearchMessages(conversationId, query);
  const pages = search.data?.pages ?? [];
  // Newest first.
  const messages = pages.flatMap((page) => page.messages.toReversed());
  const count = messages.length;
  return (
    <div className={styles.results}>
      {search.error && <ErrorNotice error={search.error} onRetry={() => void search.refetch()} />}
      <p className={styles.count} role="status">
        {search.isPending && t('common.loading')}
        {search.data && count === 0 && t('chat.search.nothing')}
        {count > 0 && t(`chat.search.${search.hasNextPage ? 'foundMore' : 'found'}`, { count })}
      </p>
      <ul className={styles.list}>
        {messages.map((message) => (
          <li key={message.id}>
            <SearchResult
              message={message}
              isOwn={message.senderId === userId}
              onPress={() => onFound(message.seq)}
            />
          </li>
        ))}
      </ul>
      {search.hasNextPage && <LoadMore search={search} />}
    </div>
  );
}

function LoadMore({ search }: { search: ReturnType<typeof useSearchMessages> }): ReactElement {
  const { t } = useTranslation();
  return (
    <Button
      kind="quiet"
      size="small"
      busy={search.isFetchingNextPage}
      onClick={() => void search.fetchNextPage()}
    >
      {t('chat.search.more')}
    </Button>
  );
}

const DEBOUNCE_MS = 250;

function useDebounced(text: string): string {
  const [debounced, setDebounced] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return debounced;
}
