import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { Button } from '../../components/controls/button';
import { TextField } from '../../components/controls/field';
import { IconButton } from '../../components/controls/icon-button';
import { ErrorNotice } from '../../components/display/error-notice';
import type { PasswordLink } from './password-link-queries';
import styles from './password-form.module.css';

interface PasswordFormProps {
  link: PasswordLink;
  error: unknown;
  busy: boolean;
  onSubmit: (password: string) => void;
}

/** The length is checked while typing, everything else by the API. */
export function PasswordForm({ link, error, busy, onSubmit }: PasswordFormProps): ReactElement {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<string>();
  const isShort = [...password].length < link.minLength;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setRefused(password);
    if (!isShort && !busy) onSubmit(password);
    else event.currentTarget.querySelector<HTMLInputElement>('[name="password"]')?.focus();
  };
  const fault = isApiError(error, 'invalid-input') ? error.details.password : undefined;
  const shown = isShort ? 'too-short' : fault;
  const isMarked = refused === password && (isShort || fault !== undefined);
  const count = link.minLength;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error !== null && fault === undefined && <ErrorNotice error={error} />}
      <TextField
        label={t('account.setPassword.email')}
        type="email"
        name="email"
        autoComplete="username"
        readOnly
        value={link.email}
        onChange={() => undefined}
      />
      <NewPasswordField
        value={password}
        onChange={setPassword}
        description={t('account.setPassword.rule', { count })}
        error={isMarked && shown ? t(`account.setPassword.faults.${shown}`, { count }) : undefined}
      />
      <Button type="submit" wide busy={busy}>
        {t('account.setPassword.submit')}
      </Button>
    </form>
  );
}

interface NewPasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  description: string;
  error: string | undefined;
}

function NewPasswordField(props: NewPasswordFieldProps): ReactElement {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      label={t('account.setPassword.password')}
      type={isShown ? 'text' : 'password'}
      name="password"
      autoComplete="new-password"
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
