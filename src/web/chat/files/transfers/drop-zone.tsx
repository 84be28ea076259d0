import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './drop-zone.module.css';

/** Takes what is pasted into a conversation or dropped onto it, and shows where it may be dropped. */
export function DropZone({
  frame,
  onFiles,
}: {
  frame: RefObject<HTMLElement | null>;
  onFiles: (files: File[]) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const take = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  useDropEvents(frame, { take, setOver });
  return isOver ? <p className={styles['place']}>{t('session.attach.drop')}</p> : null;
}

type Listeners = {
  [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
};

function useDropEvents(
  frame: RefObject<HTMLElement | null>,
  on: {
    take: (event: Event, data: DataTransfer | null) => void;
    setOver: (isOver: boolean) => void;
  },
): void {
  const { setOver } = on;
  const take = useEffectEvent(on.take);
  useEffect(() => {
    const place = frame.current;
    if (!place) return undefined;
    return addListeners(place, {
      paste: (event) => take(event, event.clipboardData),
      dragover: (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: ({ relatedTarget }) => {
        if (!place.contains(relatedTarget as Node | null)) setOver(false);
      },
      drop: (event) => {
        setOver(false);
        take(event, event.dataTransfer);
      },
    });
  }, [frame, setOver]);
}

function addListeners(place: HTMLElement, listeners: Listeners): () => void {
  const broken = new AbortController();
  for (const [name, listener] of Object.entries(listeners)) {
    place.addEventListener(name, listener as EventListener, { signal: broken.signal });
  }
  return () => broken.abort();
}
