import { KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignIn } from '../../api/auth-queries';
import { clearSignInExpired, useSignInExpired } from '../../api/sign-in-state';
import { Banner } from '../../components/display/banner';
import { Card } from '../../components/display/card';
import { Page } from '../../components/display/page';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { PublicLayout } from '../../layout/public-layout';
import { SignInForm } from './sign-in-form';

/** For the demo, and for a system that is not set up. */
const SignInOptions = lazyComponent(() => import('./sign-in-options').then((m) => m.SignInOptions));

/** Shown at any URL: signing in leads to the page of that URL. */
export function SignInPage(): ReactElement {
  const { t } = useTranslation();
  const hasExpired = useSignInExpired();
  const signIn = useSignIn();
  const submit = (input: { email: string; password: string }): void =>
    signIn.mutate(input, { onSuccess: clearSignInExpired });
  return (
    <PublicLayout>
      <Page title={t('signIn.title')} intro={t('signIn.intro')}>
        {hasExpired && (
          <Banner
            tone="accent"
            icon={<KeyRound aria-hidden="true" size={20} />}
            title={t('signIn.expired.title')}
          >
            {t('signIn.expired.text')}
          </Banner>
        )}
        <Card>
          <SignInForm error={signIn.error} busy={signIn.isPending} onSubmit={submit} />
        </Card>
        <SignInOptions busy={signIn.isPending} onSelect={submit} />
      </Page>
    </PublicLayout>
  );
}
