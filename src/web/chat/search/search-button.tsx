import { Search } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule, useLazyModule } from '../../components/overlays/lazy-module';
import type { ConversationSearchProps } from './conversation-search';

const search = lazyModule(() =>
  import('./conversation-search').then((module) => module.ConversationSearch),
);

/** Opens and closes the search in a conversation. */
export function SearchButton({
  isOpen,
  onToggle,
}: {
  isOpen: boolean;
  onToggle: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { load: want } = useLazyModule(search);
  return (
    <IconButton
      label={t('talk.search.open')}
      aria-expanded={isOpen}
      onPointerEnter={want}
      onClick={onToggle}
    >
      <Search aria-hidden="true" size={22} />
    </IconButton>
  );
}

/** The search itself, loaded when somebody first looks for something. */
export function LazyConversationSearch(props: ConversationSearchProps): ReactElement | null {
  const { value: Part, load: want } = useLazyModule(search);
  useEffect(want, [want]);
  return Part ? <Part {...props} /> : null;
}
