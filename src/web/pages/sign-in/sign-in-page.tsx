import { KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignIn } from '../../api/auth-queries';
import { clearSignInExpired, useSignInExpired } from '../../api/sign-in-state';
import { Banner } from '../../components/display/banner';
import { Brand } from '../../components/display/brand';
import { Card } from '../../components/display/card';
import { Page } from '../../components/display/page';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { LanguageSwitch } from './language-switch';
import { SignInForm } from './sign-in-form';
import styles from './sign-in-page.module.css';

/** For the demo only. */
const DemoUsers = lazyComponent(() => import('./demo-users').then((m) => m.DemoUsers));

/** Shown at any URL: signing in leads to the page of that URL. */
export function SignInPage(): ReactElement {
  const { t } = useTranslation();
  const hasExpired = useSignInExpired();
  const signIn = useSignIn();
  const submit = (input: { email: string; password: string }): void =>
    signIn.mutate(input, { onSuccess: clearSignInExpired });
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Brand />
        <LanguageSwitch />
      </header>
      <main className={styles.main}>
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
          <DemoUsers busy={signIn.isPending} onSelect={submit} />
        </Page>
      </main>
    </div>
  );
}
