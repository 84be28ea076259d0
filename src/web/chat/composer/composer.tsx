import { SendHorizontal } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { typedText } from '../../components/controls/typed-text';
import { useMediaQuery } from '../../components/hooks/use-media-query';
import type { StickerName } from '../stickers/sticker-names';
import { CharacterCount } from './character-count';
import { remainingLength, MAX_LENGTH, messageLength } from './message-length';
import styles from './composer.module.css';
import { PickerButton } from './picker-button';

export interface ComposerProps {
  draft: string;
  /** Why the user cannot write now; undefined when they can. */
  lockedReason: string | undefined;
  compact: boolean;
  /** Increases whenever the field should take the focus. */
  focusRequest?: number;
  /** Undefined where stickers cannot be sent. */
  onSticker?: ((name: StickerName) => void) | undefined;
  /** Before the text field. */
  start?: ReactNode;
  onSend: (text: string) => void;
  onInput: (text: string) => void;
  onBlur: () => void;
}

/** The text field of a chat. Enter sends with a mouse, adds a line on touch devices: the button sends. */
export function Composer(props: ComposerProps): ReactElement {
  const { lockedReason, compact } = props;
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const { text, isTooLong, canSend, change, send } = useText(props, fieldRef);
  const noteId = useId();
  const hasMouse = useMediaQuery('(hover: hover) and (pointer: fine)');
  const isWide = useMediaQuery('(min-width: 48rem)');
  useFocusRequest(fieldRef, props.focusRequest);
  return (
    <form className={styles.composer} onSubmit={(event) => event.preventDefault()}>
      <div className={styles.row}>
        {props.start}
        <InputArea
          lockedReason={lockedReason}
          text={text}
          noteId={noteId}
          hasMouse={hasMouse}
          fieldRef={fieldRef}
          isTooLong={isTooLong}
          onSticker={props.onSticker}
          onBlur={props.onBlur}
          onChange={change}
          onSend={send}
        />
        <SendButton disabled={!canSend} onSend={send} />
      </div>
      <CharacterCount
        id={noteId}
        left={remainingLength(text)}
        hint={isWide && hasMouse && !compact && !lockedReason}
      />
    </form>
  );
}

interface TextState {
  text: string;
  isTooLong: boolean;
  canSend: boolean;
  change: (value: string) => void;
  send: () => void;
}

function useText(
  { draft, lockedReason, onInput, onSend }: ComposerProps,
  fieldRef: RefObject<HTMLTextAreaElement | null>,
): TextState {
  const [text, setText] = useState(draft);
  const length = quickLength(text);
  const isTooLong = length > MAX_LENGTH;
  const canSend = lockedReason === undefined && length > 0 && !isTooLong;
  const change = (value: string): void => {
    setText(value);
    onInput(value);
  };
  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText('');
    fieldRef.current?.focus();
  };
  return { text, isTooLong, canSend, change, send };
}

interface InputAreaProps extends Pick<ComposerProps, 'lockedReason' | 'onBlur' | 'onSticker'> {
  text: string;
  noteId: string;
  hasMouse: boolean;
  isTooLong: boolean;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
  onSend: () => void;
}

function InputArea(props: InputAreaProps): ReactElement {
  const { lockedReason, fieldRef, onChange, onSticker } = props;
  const insert = useInsertAtCaret(fieldRef, onChange);
  return (
    <div className={styles.input}>
      <Field {...props} />
      {lockedReason === undefined && (
        <PickerButton fieldRef={fieldRef} onEmoji={insert} onSticker={onSticker} />
      )}
    </div>
  );
}

function Field(props: InputAreaProps): ReactElement {
  const { text, lockedReason, hasMouse, fieldRef, onSend } = props;
  const { t } = useTranslation();
  useAutoHeight(fieldRef, text);
  const press = (event: KeyboardEvent): void => {
    if (!isSendKey(event, hasMouse)) return;
    event.preventDefault();
    onSend();
  };
  return (
    <textarea
      ref={fieldRef}
      className={styles.field}
      dir="auto"
      spellCheck={false}
      rows={1}
      value={text}
      disabled={lockedReason !== undefined}
      placeholder={lockedReason ?? t('session.composer.placeholder')}
      aria-label={t('session.composer.label')}
      aria-describedby={props.noteId}
      aria-invalid={props.isTooLong || undefined}
      enterKeyHint={hasMouse ? 'send' : 'enter'}
      onChange={({ target }) => props.onChange(typedText(target.value))}
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
      className={styles.send}
      aria-label={t('session.composer.send')}
      title={t('session.composer.send')}
      disabled={disabled}
      // The field keeps the focus, so that the on-screen keyboard stays.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onSend}
    >
      <SendHorizontal aria-hidden="true" size={22} />
    </button>
  );
}

/** Inserts text at the caret and moves the caret behind it. */
function useInsertAtCaret(
  fieldRef: RefObject<HTMLTextAreaElement | null>,
  change: (text: string) => void,
): (inserted: string) => void {
  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    fieldRef.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  return (inserted) => {
    const field = fieldRef.current;
    if (!field) return;
    const { value, selectionStart, selectionEnd } = field;
    caret.current = selectionStart + inserted.length;
    change(value.slice(0, selectionStart) + inserted + value.slice(selectionEnd));
  };
}

function useFocusRequest(fieldRef: RefObject<HTMLTextAreaElement | null>, request = 0): void {
  useEffect(() => {
    const field = fieldRef.current;
    if (request === 0 || !field) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }, [fieldRef, request]);
}

/** Counts code points only when the UTF-16 length exceeds the limit: a shorter text cannot exceed it. */
function quickLength(text: string): number {
  return text.length > MAX_LENGTH ? messageLength(text) : text.trim().length;
}

/** Never while an input method editor is composing. */
function isSendKey(event: KeyboardEvent, hasMouse: boolean): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return false;
  return event.ctrlKey || event.metaKey || (hasMouse && !event.shiftKey);
}

/** For browsers without `field-sizing`. */
function useAutoHeight(fieldRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useEffect(() => {
    const area = fieldRef.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [fieldRef, text]);
}
