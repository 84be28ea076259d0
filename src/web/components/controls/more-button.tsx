import type { ReactElement } from 'react';
import { Button } from './button';

interface MoreButtonProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  children: string;
}

/** Fetches the next page of a list; nothing after the last one. */
export function MoreButton({ query, children }: MoreButtonProps): ReactElement | null {
  if (!query.hasNextPage) return null;
  return (
    <Button
      kind="secondary"
      busy={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {children}
    </Button>
  );
}
