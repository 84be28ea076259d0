import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { withItsWords } from '../i18n/i18n';
import { MessageText } from '../talk/message-text';
import { loadOnce, useLater } from '../ui/later';
import type { FileView } from './file-view';
import { shownSize } from './shown-size';
import styles from './sent-file.module.css';

const shown = loadOnce(() =>
  withItsWords(import('./shown-file').then(({ ShownFile }) => ShownFile)),
);

/** A file in its message, and what is said about it. */
export function SentFile({ file, text }: { file: FileView; text: string }): ReactElement {
  return (
    <>
      <Shown file={file} />
      {text !== file.fileName && <MessageText text={text} />}
    </>
  );
}

/** It has its size from the beginning, so that nothing jumps when it is there. */
function Shown({ file }: { file: FileView }): ReactElement {
  const { part: ShownFile, want } = useLater(shown);
  useEffect(want, [want]);
  if (ShownFile) return <ShownFile file={file} />;
  const size = shownSize(file);
  return size ? (
    <svg className={styles['picture']} {...size} aria-hidden="true" />
  ) : (
    <div className={styles['card']} />
  );
}
