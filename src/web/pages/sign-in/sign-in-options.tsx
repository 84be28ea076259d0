import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api } from '../../api/api-client';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { withOnDemandTexts } from '../../i18n/i18n';
import type { DemoUsersProps } from './demo-users';

const DemoUsers = lazyComponent(() =>
  withOnDemandTexts(import('./demo-users').then((m) => m.DemoUsers)),
);
const NoTeamNotice = lazyComponent(() =>
  withOnDemandTexts(import('./no-team-notice').then((m) => m.NoTeamNotice)),
);

/** Demo users in demo mode; what to do first in a system without a team. Mostly nothing. */
export function SignInOptions(props: Omit<DemoUsersProps, 'users'>): ReactElement | null {
  const { data } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: () => api.get('/api/v1/auth/options'),
    staleTime: Infinity,
  });
  if (data?.hasTeam === false) return <NoTeamNotice />;
  if (!data || data.demoUsers.length === 0) return null;
  return <DemoUsers users={data.demoUsers} {...props} />;
}
