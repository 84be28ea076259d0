import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './drop-zone.module.css';

/** Takes files that are pasted or dropped onto `frame`; shows a hint while files are dragged over it. */
export function DropZone({
  frame,
  onFiles,
}: {
  frame: RefObject<HTMLElement | null>;
  onFiles: (files: File[]) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const takeFiles = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  useDropEvents(frame, { takeFiles, setOver });
  return isOver ? <p className={styles.hint}>{t('session.attach.drop')}</p> : null;
}

type Listeners = {
  [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
};

function useDropEvents(
  frame: RefObject<HTMLElement | null>,
  handlers: {
    takeFiles: (event: Event, data: DataTransfer | null) => void;
    setOver: (isOver: boolean) => void;
  },
): void {
  const { setOver } = handlers;
  const takeFiles = useEffectEvent(handlers.takeFiles);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    return addListeners(element, {
      paste: (event) => takeFiles(event, event.clipboardData),
      dragover: (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: ({ relatedTarget }) => {
        if (!element.contains(relatedTarget as Node | null)) setOver(false);
      },
      drop: (event) => {
        setOver(false);
        takeFiles(event, event.dataTransfer);
      },
    });
  }, [frame, setOver]);
}

function addListeners(element: HTMLElement, listeners: Listeners): () => void {
  const controller = new AbortController();
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener as EventListener, { signal: controller.signal });
  }
  return () => controller.abort();
}
