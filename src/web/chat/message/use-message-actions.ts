import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatState } from '../../state/chat/chat-state';
import type { ChatStore } from '../../state/chat/chat-store';
import { showToast } from '../../components/overlays/toast';
import { useErrorText } from '../../components/hooks/use-error-text';
import type { MessageRowData } from '../list/message-rows';
import type { ComposeTarget, MessageActions } from './message-actions';

/** Where somebody is led to in a conversation; a new object for every time. */
export interface JumpTarget {
  seq: number;
}

/** What is under way with the messages of one room. */
export interface MessageActionState {
  actions: MessageActions;
  composeTarget: ComposeTarget | undefined;
  /** Rises whenever the words are to be written now. */
  focusRequest: number;
  cancelCompose: () => void;
  deleteTarget: MessageRowData | undefined;
  cancelDelete: () => void;
  target: JumpTarget | undefined;
}

/** Acts on messages, and what they lead to. */
export function useMessageActions<Feed extends ChatState>(
  store: ChatStore<Feed>,
): MessageActionState {
  const [{ composeTarget: about, focusRequest: turn }, setAbout] =
    useState<Pick<MessageActionState, 'composeTarget' | 'focusRequest'>>(NO_TARGET);
  const [toDelete, setToDelete] = useState<MessageRowData>();
  const [target, setTarget] = useState<JumpTarget>();
  const react = useReact(store);
  const begin = (next: ComposeTarget | undefined): void =>
    setAbout((before) => ({ composeTarget: next, focusRequest: before.focusRequest + 1 }));
  const acts = useMemo<MessageActions>(
    () => ({
      retry: (id) => store.retry(id),
      discard: (id) => store.discard(id),
      compose: begin,
      confirmDelete: setToDelete,
      react,
      jumpTo: (seq) => void store.loadBackTo(seq).then(() => setTarget({ seq })),
      loadQuoted: (id) => void store.commands.loadQuoted(id),
    }),
    [store, react],
  );
  return {
    ...{ actions: acts, composeTarget: about, focusRequest: turn, deleteTarget: toDelete, target },
    cancelCompose: () => begin(undefined),
    cancelDelete: () => setToDelete(undefined),
  };
}

const NO_TARGET = { composeTarget: undefined, focusRequest: 0 };

function useReact<Feed extends ChatState>(store: ChatStore<Feed>): MessageActions['react'] {
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
      store.commands.react(id, { emoji, isOn }).catch((error: unknown) => told.current?.(error));
    },
    [store],
  );
}
