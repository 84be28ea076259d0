import type { ReactElement } from 'react';
import { useSignedIn } from './api/auth-queries';
import { SignInRoom } from './rooms/sign-in/sign-in-room';
import { Rooms } from './rooms/rooms';
import { Shell } from './shell/shell';
import { ErrorNotice } from './ui/error-notice';
import { Page } from './ui/page';
import { Skeleton } from './ui/skeleton';

/**
 * Whoever is signed in sees the room of the address; nobody sees the sign-in at that same address,
 * so that signing in leads to where one was.
 */
export function App(): ReactElement {
  const { data: signedIn, isPending, error, refetch } = useSignedIn();
  if (isPending) return <Waiting />;
  if (error) {
    return (
      <Page title="Ruang Diri">
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!signedIn) return <SignInRoom />;
  return (
    <Shell signedIn={signedIn}>
      <Rooms role={signedIn.user.role} />
    </Shell>
  );
}

function Waiting(): ReactElement {
  return (
    <Page title="Ruang Diri" quietTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
