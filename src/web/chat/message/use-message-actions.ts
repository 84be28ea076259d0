import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../components/hooks/use-error-text';
import { showToast } from '../../components/overlays/toast';
import type { ChatControls } from '../../state/chat/chat-store';
import type { MessageRowData } from '../list/message-rows';

/** The message that the composer replies to or edits. */
export interface ComposeTarget {
  kind: 'reply' | 'edit';
  row: MessageRowData;
}

/** The actions of a message row; stable while the chat is mounted, so that rows stay memoized. */
export interface MessageActions {
  retry: (id: string) => void;
  discard: (id: string) => void;
  compose: (target: ComposeTarget) => void;
  /** Opens the confirmation. */
  confirmDelete: (row: MessageRowData) => void;
  /** Sets the emoji, or removes the user's own. */
  react: (row: MessageRowData, emoji: string) => void;
  jumpTo: (seq: number) => void;
  loadQuoted: (messageId: string) => void;
}

/** A new object for every jump, also to the same message. */
export interface JumpTarget {
  seq: number;
}

export interface MessageActionState {
  actions: MessageActions;
  composeTarget: ComposeTarget | undefined;
  /** Increases whenever the composer should take the focus. */
  focusRequest: number;
  cancelCompose: () => void;
  deleteTarget: MessageRowData | undefined;
  cancelDelete: () => void;
  target: JumpTarget | undefined;
}

export function useMessageActions(store: ChatControls): MessageActionState {
  const [compose, setCompose] =
    useState<Pick<MessageActionState, 'composeTarget' | 'focusRequest'>>(NO_TARGET);
  const [deleteTarget, setDeleteTarget] = useState<MessageRowData>();
  const [target, setTarget] = useState<JumpTarget>();
  const react = useReact(store);
  const setComposeTarget = useCallback((composeTarget: ComposeTarget | undefined) => {
    setCompose(({ focusRequest }) => ({ composeTarget, focusRequest: focusRequest + 1 }));
  }, []);
  const actions = useMemo<MessageActions>(
    () => ({
      retry: (id) => store.retry(id),
      discard: (id) => store.discard(id),
      compose: setComposeTarget,
      confirmDelete: setDeleteTarget,
      react,
      jumpTo: (seq) => void store.loadBackTo(seq).then(() => setTarget({ seq })),
      loadQuoted: (id) => void store.commands.loadQuoted(id),
    }),
    [store, react, setComposeTarget],
  );
  return {
    ...compose,
    actions,
    deleteTarget,
    target,
    cancelCompose: () => setComposeTarget(undefined),
    cancelDelete: () => setDeleteTarget(undefined),
  };
}

const NO_TARGET = { composeTarget: undefined, focusRequest: 0 };

function useReact(store: ChatControls): MessageActions['react'] {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const showError = useRef<(error: unknown) => void>(undefined);
  useEffect(() => {
    showError.current = (error) => showToast({ title: t('errors.title'), text: textOf(error) });
  });
  return useCallback(
    ({ id, reactions }, emoji) => {
      if (id === undefined) return;
      const isOn = !reactions.some((reaction) => reaction.emoji === emoji && reaction.isOwn);
      store.commands
        .react(id, { emoji, isOn })
        .catch((error: unknown) => showError.current?.(error));
    },
    [store],
  );
}
