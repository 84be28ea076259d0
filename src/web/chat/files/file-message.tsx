import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { withOnDemandTexts } from '../../i18n/i18n';
import { MessageText } from '../message/message-text';
import { lazyModule, useLazyModule } from '../../components/overlays/lazy-module';
import type { MessageFile } from './message-file';
import { imageDisplaySize } from './image-display-size';
import styles from './file-message.module.css';

const attachment = lazyModule(() =>
  withOnDemandTexts(import('./file-attachment').then(({ FileAttachment: ShownFile }) => ShownFile)),
);

/** A file in its message, and what is said about it. */
export function FileMessage({ file, text }: { file: MessageFile; text: string }): ReactElement {
  return (
    <>
      <LazyAttachment file={file} />
      {text !== file.fileName && <MessageText text={text} />}
    </>
  );
}

/** It has its size from the beginning, so that nothing jumps when it is there. */
function LazyAttachment({ file }: { file: MessageFile }): ReactElement {
  const { value: ShownFile, load: want } = useLazyModule(attachment);
  useEffect(want, [want]);
  if (ShownFile) return <ShownFile file={file} />;
  const size = imageDisplaySize(file);
  return size ? (
    <svg className={styles['picture']} {...size} aria-hidden="true" />
  ) : (
    <div className={styles['card']} />
  );
}
