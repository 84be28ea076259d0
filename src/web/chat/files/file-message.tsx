import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { withOnDemandTexts } from '../../i18n/i18n';
import { MessageText } from '../message/message-text';
import { lazyModule, useLazyModule } from '../../components/overlays/lazy-module';
import type { MessageFile } from './message-file';
import { imageDisplaySize } from './image-display-size';
import styles from './file-message.module.css';

const attachment = lazyModule(() =>
  withOnDemandTexts(import('./file-attachment').then((module) => module.FileAttachment)),
);

/** A file and its caption. */
export function FileMessage({ file, text }: { file: MessageFile; text: string }): ReactElement {
  return (
    <>
      <LazyAttachment file={file} />
      {text !== file.fileName && <MessageText text={text} />}
    </>
  );
}

/** Reserves the final size, so that rows do not move when the module is loaded. */
function LazyAttachment({ file }: { file: MessageFile }): ReactElement {
  const { value: FileAttachment, load } = useLazyModule(attachment);
  useEffect(load, [load]);
  if (FileAttachment) return <FileAttachment file={file} />;
  const size = imageDisplaySize(file);
  return size ? (
    <svg className={styles.image} {...size} aria-hidden="true" />
  ) : (
    <div className={styles.card} />
  );
}
