import { Search } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule, useLazyModule } from '../../components/overlays/lazy-module';
import type { ConversationSearchProps } from './conversation-search';

const searchModule = lazyModule(() =>
  import('./conversation-search').then((module) => module.ConversationSearch),
);

export function SearchButton({
  isOpen,
  onToggle,
}: {
  isOpen: boolean;
  onToggle: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { load } = useLazyModule(searchModule);
  return (
    <IconButton
      label={t('chat.search.open')}
      aria-expanded={isOpen}
      onPointerEnter={load}
      onClick={onToggle}
    >
      <Search aria-hidden="true" size={22} />
    </IconButton>
  );
}

export function LazyConversationSearch(props: ConversationSearchProps): ReactElement | null {
  const { value: Search, load } = useLazyModule(searchModule);
  useEffect(load, [load]);
  return Search ? <Search {...props} /> : null;
}
