import { createContext, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { MessageRowData } from '../list/message-rows';
import type { MessageFile } from './message-file';

/** The pictures of the conversation, in the order in which they were sent. */
export const GalleryContext = createContext<readonly MessageFile[]>([]);

/** Knows all pictures of its rows, so that one can go from each to the next. */
export function GalleryProvider({
  rows,
  children,
}: {
  rows: readonly MessageRowData[];
  children: ReactNode;
}): ReactElement {
  const pictures = useMemo(
    () =>
      rows.flatMap(({ file }) =>
        file && file.scanStatus === 'clean' && file.thumbnails.length > 0 ? [file] : [],
      ),
    [rows],
  );
  return <GalleryContext value={pictures}>{children}</GalleryContext>;
}
