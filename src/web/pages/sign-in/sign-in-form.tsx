import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { TextField } from '../../components/controls/field';
import { PasswordField } from '../../components/controls/password-field';
import styles from './sign-in-form.module.css';

const EMAIL = /^\S+@\S+\.\S+$/;

interface SignInFormProps {
  error: unknown;
  busy: boolean;
  onSubmit: (input: { email: string; password: string }) => void;
}

/** Missing fields are reported before anything is sent. */
export function SignInForm({ error, busy, onSubmit }: SignInFormProps): ReactElement {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [wasSubmitted, setSubmitted] = useState(false);
  const isEmailMissing = !EMAIL.test(email.trim());
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setSubmitted(true);
    if (!isEmailMissing && password !== '') onSubmit({ email: email.trim(), password });
    else focusFirst(event.currentTarget, isEmailMissing ? 'email' : 'password');
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error !== null && <ErrorNotice error={error} />}
      <EmailField
        error={wasSubmitted && isEmailMissing ? t('signIn.emailMissing') : undefined}
        value={email}
        onChange={setEmail}
      />
      <PasswordField
        label={t('signIn.password')}
        autoComplete="current-password"
        error={wasSubmitted && password === '' ? t('signIn.passwordMissing') : undefined}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" wide busy={busy}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

interface InputProps {
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

function EmailField(props: InputProps): ReactElement {
  const { t } = useTranslation();
  return (
    <TextField
      {...props}
      label={t('signIn.email')}
      type="email"
      name="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}

function focusFirst(form: HTMLFormElement, name: string): void {
  form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
}
