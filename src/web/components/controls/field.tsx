import { useId } from 'react';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { classNames } from '../class-names';
import { typedText } from './typed-text';
import styles from './field.module.css';

interface FieldTexts {
  label: ReactNode;
  description?: ReactNode;
  /** What is wrong and how to fix it; marks the field as invalid. */
  error?: ReactNode;
}

/** Attributes that tie a control to its texts. */
interface FieldAria {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

function Field({
  label,
  description,
  error,
  children,
  className,
}: FieldTexts & { children: (aria: FieldAria) => ReactNode; className?: string }): ReactElement {
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
  /** Shown at the end of the field, such as a button that shows the password. */
  trailing?: ReactNode;
}

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
      {(aria) => (
        <div className={styles.frame}>
          <input
            {...input}
            {...aria}
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
      {(aria) => (
        <textarea
          rows={4}
          {...area}
          {...aria}
          className={classNames(styles.input, styles.area)}
          onChange={(event) => onChange(typedText(event.target.value))}
        />
      )}
    </Field>
  );
}
