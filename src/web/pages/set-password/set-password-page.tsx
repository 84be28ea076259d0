import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { PublicLayout } from '../../layout/public-layout';
import { PasswordForm } from './password-form';
import { usePasswordLink, useSetPassword } from './password-link-queries';

/** Where a one-time link leads. The secret is in the fragment, which browsers do not send. */
export function SetPasswordPage(): ReactElement {
  const [secret] = useState(() => window.location.hash.slice(1) || '-');
  return (
    <PublicLayout>
      <SetPassword secret={secret} />
    </PublicLayout>
  );
}

function SetPassword({ secret }: { secret: string }): ReactElement {
  const { t } = useTranslation();
  const link = usePasswordLink(secret);
  const save = useSetPassword(secret);
  const fault = faultOf(save.error) ?? faultOf(link.error);
  if (save.isSuccess) return <Outcome state="done" />;
  if (fault) return <Outcome state={fault} />;
  if (link.error) {
    return (
      <Page title={t('account.setPassword.title')}>
        <ErrorNotice error={link.error} onRetry={() => void link.refetch()} />
      </Page>
    );
  }
  if (!link.data) return <Loading title={t('account.setPassword.title')} />;
  return (
    <Page
      title={t('account.setPassword.title')}
      intro={t('account.setPassword.intro', { name: link.data.fullName })}
    >
      <Card>
        <PasswordForm
          link={link.data}
          error={save.error}
          busy={save.isPending}
          onSubmit={(password) => save.mutate({ password })}
        />
      </Card>
    </Page>
  );
}

type LinkFault = 'unknown' | 'used' | 'expired';

function faultOf(error: unknown): LinkFault | undefined {
  if (!isApiError(error, 'password-link-invalid')) return undefined;
  return error.details.link ?? 'unknown';
}

function Loading({ title }: { title: string }): ReactElement {
  return (
    <Page title={title} hiddenTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}

/** A reload, so that nothing of another user who was signed in here stays in memory. */
const openSignIn = (): void => window.location.assign('/');

function Outcome({ state }: { state: 'done' | LinkFault }): ReactElement {
  const { t } = useTranslation();
  const action: ReactNode = (state === 'done' || state === 'used') && (
    <Button wide onClick={openSignIn}>
      {t('account.setPassword.signIn')}
    </Button>
  );
  return (
    <Page
      title={t(`account.setPassword.${state}.title`)}
      intro={t(`account.setPassword.${state}.text`)}
    >
      {action}
    </Page>
  );
}
