import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { TextField } from '../../components/controls/field';
import { IconButton } from '../../components/controls/icon-button';
import styles from './sign-in-form.module.css';

const EMAIL = /^\S+@\S+\.\S+$/;

/** Missing fields are reported before anything is sent. */
export function SignInForm({
  error,
  busy,
  onSubmit,
}: {
  error: unknown;
  busy: boolean;
  onSubmit: (input: { email: string; password: string }) => void;
}): ReactElement {
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

function PasswordField(props: InputProps): ReactElement {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      label={t('signIn.password')}
      type={isShown ? 'text' : 'password'}
      name="password"
      autoComplete="current-password"
      trailing={
        <IconButton
          label={t(isShown ? 'signIn.hidePassword' : 'signIn.showPassword')}
          onClick={() => setShown(!isShown)}
        >
          <Icon aria-hidden="true" size={20} />
        </IconButton>
      }
    />
  );
}

function focusFirst(form: HTMLFormElement, name: string): void {
  form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
}
