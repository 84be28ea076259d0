import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomFeed } from '../realtime/room-feed';
import type { RoomStore } from '../realtime/room-store';
import { showToast } from '../ui/toast';
import { useErrorText } from '../ui/use-error-text';
import type { Row } from './conversation-rows';
import type { About, MessageActs } from './message-acts';

/** Where somebody is led to in a conversation; a new object for every time. */
export interface JumpTarget {
  seq: number;
}

/** What is under way with the messages of one room. */
export interface Doing {
  acts: MessageActs;
  about: About | undefined;
  /** Rises whenever the words are to be written now. */
  turn: number;
  endAbout: () => void;
  toDelete: Row | undefined;
  endDelete: () => void;
  target: JumpTarget | undefined;
}

/** Acts on messages, and what they lead to. */
export function useMessageActs<Feed extends RoomFeed>(store: RoomStore<Feed>): Doing {
  const [{ about, turn }, setAbout] = useState<Pick<Doing, 'about' | 'turn'>>(NOTHING);
  const [toDelete, setToDelete] = useState<Row>();
  const [target, setTarget] = useState<JumpTarget>();
  const react = useReact(store);
  const begin = (next: About | undefined): void =>
    setAbout((before) => ({ about: next, turn: before.turn + 1 }));
  const acts = useMemo<MessageActs>(
    () => ({
      retry: (id) => store.retry(id),
      discard: (id) => store.discard(id),
      begin,
      askToDelete: setToDelete,
      react,
      jump: (seq) => void store.reach(seq).then(() => setTarget({ seq })),
      askForQuote: (id) => void store.messages.quote(id),
    }),
    [store, react],
  );
  return {
    ...{ acts, about, turn, toDelete, target },
    endAbout: () => begin(undefined),
    endDelete: () => setToDelete(undefined),
  };
}

const NOTHING = { about: undefined, turn: 0 };

function useReact<Feed extends RoomFeed>(store: RoomStore<Feed>): MessageActs['react'] {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const told = useRef<(error: unknown) => void>(undefined);
  useEffect(() => {
    told.current = (error) => showToast({ title: t('errors.title'), text: textOf(error) });
  });
  return useCallback(
    ({ id, reactions }, emoji) => {
      if (id === undefined) return;
      const isOn = !reactions.some((one) => one.emoji === emoji && one.isOwn);
      store.messages.react(id, { emoji, isOn }).catch((error: unknown) => told.current?.(error));
    },
    [store],
  );
}
