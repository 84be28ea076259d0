import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { Button } from '../../components/controls/button';
import { TextField } from '../../components/controls/field';
import { PasswordField } from '../../components/controls/password-field';
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
  const shown = refused !== password ? undefined : isShort ? 'too-short' : fault;
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
      <PasswordField
        label={t('account.setPassword.password')}
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        description={t('account.setPassword.rule', { count })}
        error={shown && t(`account.setPassword.faults.${shown}`, { count })}
      />
      <Button type="submit" wide busy={busy}>
        {t('account.setPassword.submit')}
      </Button>
    </form>
  );
}
