import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './field.module.css';

interface FieldWords {
  label: ReactNode;
  description?: ReactNode;
  /** What is wrong and how to mend it; marks the field as invalid. */
  error?: ReactNode;
}

/** A label, a control, what helps and what is wrong, tied together for every reader. */
export function Field({
  label,
  description,
  error,
  children,
  className,
}: FieldWords & { children: ReactNode; className?: string }): ReactElement {
  return (
    <BaseField.Root className={classNames(styles['field'], className)} invalid={Boolean(error)}>
      <BaseField.Label className={styles['label']}>{label}</BaseField.Label>
      {children}
      {description && (
        <BaseField.Description className={styles['description']}>
          {description}
        </BaseField.Description>
      )}
      <BaseField.Error className={styles['error']} match={Boolean(error)}>
        {error}
      </BaseField.Error>
    </BaseField.Root>
  );
}

export interface TextFieldProps extends FieldWords, Omit<ComponentProps<'input'>, 'onChange'> {
  value: string;
  onChange(value: string): void;
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
      <div className={styles['frame']}>
        <BaseField.Control
          render={<input {...input} />}
          className={classNames(styles['input'], trailing !== undefined && styles['withTrailing'])}
          value={input.value}
          onValueChange={(value) => onChange(value)}
        />
        {trailing && <div className={styles['trailing']}>{trailing}</div>}
      </div>
    </Field>
  );
}

export interface TextAreaFieldProps
  extends FieldWords, Omit<ComponentProps<'textarea'>, 'onChange'> {
  value: string;
  onChange(value: string): void;
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
      <BaseField.Control
        render={<textarea rows={4} {...area} />}
        className={classNames(styles['input'], styles['area'])}
        value={area.value}
        onValueChange={(value) => onChange(value)}
      />
    </Field>
  );
}
