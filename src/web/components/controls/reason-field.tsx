import { useState } from 'react';
import type { ReactElement } from 'react';
import { TextAreaField } from './field';

const MAX_LENGTH = 500;

export interface ReasonInput {
  text: string;
  setText: (text: string) => void;
  /** Shown once one tried to confirm without it. */
  isMissing: boolean;
  /** Calls `onReason` with the trimmed reason unless it is too short. */
  confirm: (onReason: (reason: string) => void) => void;
}

/** Why something is cancelled or requested; optional without a least length. */
export function useReason(minLength = 0): ReasonInput {
  const [text, setText] = useState('');
  const [wasConfirmed, setConfirmed] = useState(false);
  const reason = text.trim();
  const isTooShort = reason.length < minLength;
  return {
    text,
    setText,
    isMissing: wasConfirmed && isTooShort,
    confirm: (onReason) => {
      setConfirmed(true);
      if (!isTooShort) onReason(reason);
    },
  };
}

interface ReasonFieldProps {
  reason: ReasonInput;
  label: string;
  hint: string;
  /** Text for a reason that is missing. */
  missing?: string | undefined;
}

export function ReasonField({ reason, label, hint, missing }: ReasonFieldProps): ReactElement {
  return (
    <TextAreaField
      label={label}
      description={hint}
      error={reason.isMissing && missing}
      rows={3}
      maxLength={MAX_LENGTH}
      value={reason.text}
      onChange={reason.setText}
    />
  );
}
