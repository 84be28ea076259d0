import { createContext, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Row } from '../talk/conversation-rows';
import type { FileView } from './file-view';

/** The pictures of the conversation, in the order in which they were sent. */
export const PicturesContext = createContext<readonly FileView[]>([]);

/** Knows all pictures of its rows, so that one can go from each to the next. */
export function Pictures({
  rows,
  children,
}: {
  rows: readonly Row[];
  children: ReactNode;
}): ReactElement {
  const pictures = useMemo(
    () =>
      rows.flatMap(({ file }) =>
        file && file.scanStatus === 'clean' && file.thumbnails.length > 0 ? [file] : [],
      ),
    [rows],
  );
  return <PicturesContext value={pictures}>{children}</PicturesContext>;
}
