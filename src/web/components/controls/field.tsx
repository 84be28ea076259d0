import { useId } from 'react';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './field.module.css';

interface FieldTexts {
  label: ReactNode;
  description?: ReactNode;
  /** What is wrong and how to mend it; marks the field as invalid. */
  error?: ReactNode;
}

/** What ties a control to its words: to be spread on it. */
interface FieldAria {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A label, a control, what helps and what is wrong, tied together for every reader. */
function Field({
  label,
  description,
  error,
  children,
  className,
}: FieldTexts & { children: (ties: FieldAria) => ReactNode; className?: string }): ReactElement {
  const id = useId();
  const [helpId, errorId] = [`${id}-help`, `${id}-error`];
  const describedBy = [description && helpId, error && errorId].filter(Boolean).join(' ');
  return (
    <div className={classNames(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {description && (
        <p id={helpId} className={styles.description}>
          {description}
        </p>
      )}
      {error && (
        <p id={errorId} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldTexts, Omit<ComponentProps<'input'>, 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  /** Sits at the end of the field, such as a button that shows a password. */
  trailing?: ReactNode;
}

/** One line of text. */
export function TextField({
  label,
  description,
  error,
  trailing,
  onChange,
  className,
  ...input
}: TextFieldProps): ReactElement {
  return (
    <Field label={label} description={description} error={error} className={className}>
      {(ties) => (
        <div className={styles.frame}>
          <input
            {...input}
            {...ties}
            className={classNames(styles.input, trailing !== undefined && styles.withTrailing)}
            onChange={(event) => onChange(event.target.value)}
          />
          {trailing && <div className={styles.trailing}>{trailing}</div>}
        </div>
      )}
    </Field>
  );
}

export interface TextAreaFieldProps
  extends FieldTexts, Omit<ComponentProps<'textarea'>, 'onChange'> {
  value: string;
  onChange: (value: string) => void;
}

/** Several lines of text. */
export function TextAreaField({
  label,
  description,
  error,
  onChange,
  className,
  ...area
}: TextAreaFieldProps): ReactElement {
  return (
    <Field label={label} description={description} error={error} className={className}>
      {(ties) => (
        <textarea
          rows={4}
          {...area}
          {...ties}
          className={classNames(styles.input, styles.area)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
