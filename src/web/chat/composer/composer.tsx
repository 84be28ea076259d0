import { SendHorizontal } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '../../components/hooks/use-media-query';
import type { StickerName } from '../stickers/sticker-names';
import { CharacterCount } from './character-count';
import { remainingLength, MAX_LENGTH, messageLength } from './message-length';
import styles from './composer.module.css';
import { PickerButton } from './picker-button';

export interface ComposerProps {
  /** What was written before, and not sent. */
  draft: string;
  /** Why nothing can be written now; undefined when something can. */
  lockedReason: string | undefined;
  compact: boolean;
  /** Rises whenever the focus belongs here. */
  focusRequest?: number;
  /** Undefined where no stickers can be sent. */
  onSticker?: ((name: StickerName) => void) | undefined;
  /** Stands before the field. */
  start?: ReactNode;
  onSend: (text: string) => void;
  onInput: (text: string) => void;
  onBlur: () => void;
}

/** Where one writes. On a desk Enter sends; on a phone it starts a new line and the button sends. */
export function Composer(props: ComposerProps): ReactElement {
  const { draft, lockedReason: locked, compact, onSend, onInput: onTyped } = props;
  const [text, setText] = useState(draft);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const noteId = useId();
  const isDesk = useMediaQuery('(hover: hover) and (pointer: fine)');
  const isWide = useMediaQuery('(min-width: 48rem)');
  const length = quickLength(text);
  const canSend = locked === undefined && length > 0 && length <= MAX_LENGTH;

  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText('');
    fieldRef.current?.focus();
  };
  const change = (words: string): void => {
    setText(words);
    onTyped(words);
  };
  useFocusRequest(fieldRef, props.focusRequest);
  return (
    <form className={styles['composer']} onSubmit={(event) => event.preventDefault()}>
      <div className={styles['line']}>
        {props.start}
        <InputArea
          {...{ ...props, text, noteId, isDesk, fieldRef }}
          isTooLong={length > MAX_LENGTH}
          onChange={change}
          onSend={send}
        />
        <SendButton disabled={!canSend} onSend={send} />
      </div>
      <CharacterCount
        id={noteId}
        left={remainingLength(text)}
        hint={isWide && isDesk && !compact && !locked}
      />
    </form>
  );
}

interface InputAreaProps extends Pick<ComposerProps, 'lockedReason' | 'onBlur' | 'onSticker'> {
  text: string;
  noteId: string;
  isDesk: boolean;
  isTooLong: boolean;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
  onSend: () => void;
}

function InputArea(props: InputAreaProps): ReactElement {
  const { lockedReason: locked, fieldRef, onChange, onSticker } = props;
  const insert = useInsertAtCaret(fieldRef, onChange);
  return (
    <div className={styles['words']}>
      <Field {...props} />
      {locked === undefined && (
        <PickerButton fieldRef={fieldRef} onEmoji={insert} onSticker={onSticker} />
      )}
    </div>
  );
}

function Field(props: InputAreaProps): ReactElement {
  const { text, lockedReason: locked, isDesk, fieldRef, onSend } = props;
  const { t } = useTranslation();
  useAutoHeight(fieldRef, text);
  const press = (event: KeyboardEvent): void => {
    if (!isSendKey(event, isDesk)) return;
    event.preventDefault();
    onSend();
  };
  return (
    <textarea
      ref={fieldRef}
      className={styles['field']}
      dir="auto"
      spellCheck={false}
      rows={1}
      value={text}
      disabled={locked !== undefined}
      placeholder={locked ?? t('session.composer.placeholder')}
      aria-label={t('session.composer.label')}
      aria-describedby={props.noteId}
      aria-invalid={props.isTooLong || undefined}
      enterKeyHint={isDesk ? 'send' : 'enter'}
      onChange={({ target }) => props.onChange(target.value)}
      onKeyDown={press}
      onBlur={props.onBlur}
    />
  );
}

function SendButton({ disabled, onSend }: { disabled: boolean; onSend: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles['send']}
      aria-label={t('session.composer.send')}
      title={t('session.composer.send')}
      disabled={disabled}
      // The field keeps the focus, and so a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onSend}
    >
      <SendHorizontal aria-hidden="true" size={22} />
    </button>
  );
}

/** Puts something where the caret is, and the caret after it. */
function useInsertAtCaret(
  fieldRef: RefObject<HTMLTextAreaElement | null>,
  change: (text: string) => void,
): (piece: string) => void {
  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    fieldRef.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  return (piece) => {
    const field = fieldRef.current;
    if (!field) return;
    const { value, selectionStart, selectionEnd } = field;
    caret.current = selectionStart + piece.length;
    change(value.slice(0, selectionStart) + piece + value.slice(selectionEnd));
  };
}

/** Whoever begins to answer or to edit writes at once. */
function useFocusRequest(fieldRef: RefObject<HTMLTextAreaElement | null>, turn = 0): void {
  useEffect(() => {
    const field = fieldRef.current;
    if (turn === 0 || !field) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }, [fieldRef, turn]);
}

/** Counted to the last character only where that matters. */
function quickLength(text: string): number {
  return text.length > MAX_LENGTH ? messageLength(text) : text.trim().length;
}

/** Whether a key sends: never while an input method is putting a word together. */
function isSendKey(event: KeyboardEvent, isDesk: boolean): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return false;
  return event.ctrlKey || event.metaKey || (isDesk && !event.shiftKey);
}

/** Grows with what is written, where the browser does not do so by itself. */
function useAutoHeight(fieldRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useEffect(() => {
    const area = fieldRef.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [fieldRef, text]);
}
