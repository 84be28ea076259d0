import { createContext, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { MessageRowData } from '../list/message-rows';
import type { MessageFile } from './message-file';

/** The images of the conversation in order. */
export const GalleryContext = createContext<readonly MessageFile[]>([]);

/** Provides the images of all rows to the gallery. */
export function GalleryProvider({
  rows,
  children,
}: {
  rows: readonly MessageRowData[];
  children: ReactNode;
}): ReactElement {
  const images = useMemo(
    () =>
      rows.flatMap(({ file }) =>
        file && file.scanStatus === 'clean' && file.thumbnails.length > 0 ? [file] : [],
      ),
    [rows],
  );
  return <GalleryContext value={images}>{children}</GalleryContext>;
}
