import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignIn } from '../../api/auth-queries';
import { clearExpired } from '../../api/sign-in-state';
import { Button } from '../../ui/button';
import { ErrorNotice } from '../../ui/error-notice';
import { TextField } from '../../ui/field';
import { Page } from '../../ui/page';

/** The way in. */
export function SignInRoom(): ReactElement {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: clearExpired });
  };
  return (
    <main>
      <Page title={t('signIn.title')} intro={t('signIn.intro')}>
        <form onSubmit={submit} noValidate>
          <TextField label={t('signIn.email')} type="email" value={email} onChange={setEmail} />
          <TextField
            label={t('signIn.password')}
            type="password"
            value={password}
            onChange={setPassword}
          />
          {signIn.error && <ErrorNotice error={signIn.error} />}
          <Button type="submit" busy={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
        </form>
      </Page>
    </main>
  );
}
