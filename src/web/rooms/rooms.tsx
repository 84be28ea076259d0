import { Suspense, lazy } from 'react';
import type { ComponentType, ReactElement } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Page } from '../ui/page';
import { Skeleton } from '../ui/skeleton';
import { AccessDenied } from './lost/not-for-you';
import { NotFound } from './lost/not-found';
import { PageErrorBoundary } from './lost/room-boundary';
import type { Role } from '../../words';

interface PageRoute {
  path: string;
  roles: readonly Role[];
  component: ComponentType;
  load: () => Promise<unknown>;
}

function lazyPage(load: () => Promise<ComponentType>): Pick<PageRoute, 'component' | 'load'> {
  return { load, component: lazy(async () => ({ default: await load() })) };
}

const HOME_PATHS: Record<Role, string> = {
  client: '/sessions',
  psychologist: '/today',
  team: '/team',
};

const messages = lazyPage(() => import('./messages/messages-room').then((m) => m.MessagesPage));

const supportInbox = lazyPage(() =>
  import('./admin-chat/admin-chat-room').then((m) => m.SupportInboxPage),
);

/** Each room is a file of its own, loaded when somebody goes there. */
const PAGE_ROUTES: PageRoute[] = [
  {
    path: '/book',
    roles: ['client'],
    ...lazyPage(() => import('./book/book-room').then((m) => m.BookingPage)),
  },
  {
    path: '/sessions',
    roles: ['client'],
    ...lazyPage(() => import('./my-sessions/my-sessions-room').then((m) => m.MySessionsPage)),
  },
  {
    path: '/sessions/:sessionId',
    roles: ['client', 'psychologist'],
    ...lazyPage(() => import('./session/session-page').then((m) => m.SessionPage)),
  },
  ...['/messages', '/messages/:conversationId', '/messages/to/:personId'].map((path) => ({
    path,
    roles: ['client', 'psychologist', 'team'] as const,
    ...messages,
  })),
  {
    path: '/today',
    roles: ['psychologist'],
    ...lazyPage(() => import('./today/today-room').then((m) => m.TodayPage)),
  },
  {
    path: '/availability',
    roles: ['psychologist'],
    ...lazyPage(() => import('./today/availability-room').then((m) => m.AvailabilityPage)),
  },
  ...['/admin/chat', '/admin/chat/:roomId'].map((path) => ({
    path,
    roles: ['team'] as const,
    ...supportInbox,
  })),
  {
    path: '/team',
    roles: ['team'],
    ...lazyPage(() => import('./team-sessions/team-sessions-room').then((m) => m.SessionBoardPage)),
  },
  {
    path: '/team/sessions/:sessionId',
    roles: ['team'],
    ...lazyPage(() => import('./team-sessions/team-session-room').then((m) => m.SessionDetailPage)),
  },
  {
    path: '/team/health',
    roles: ['team'],
    ...lazyPage(() => import('./team-health/team-health-room').then((m) => m.SystemHealthPage)),
  },
];

/** Fetches the room of an address while it is still being asked who is there. */
export function preloadPage(path: string): void {
  const parts = path.split('/');
  const room = PAGE_ROUTES.find((one) => {
    const pattern = one.path.split('/');
    return (
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith(':') || part === parts[index])
    );
  });
  // Should it fail, going there tries again and says so.
  void room?.load().catch(() => undefined);
}

/** The room of the address, for whoever may be in it. */
export function PageRoutes({ role }: { role: Role }): ReactElement {
  const [location] = useLocation();
  return (
    <PageErrorBoundary key={location}>
      <Suspense fallback={<PageLoading />}>
        <Switch>
          <Route path="/">
            <Redirect to={HOME_PATHS[role]} replace />
          </Route>
          {PAGE_ROUTES.map(({ path, roles, component: RoomPage }) => (
            <Route key={path} path={path}>
              {roles.includes(role) ? (
                <RoomPage />
              ) : (
                <AccessDenied role={role} home={HOME_PATHS[role]} />
              )}
            </Route>
          ))}
          <Route>
            <NotFound home={HOME_PATHS[role]} />
          </Route>
        </Switch>
      </Suspense>
    </PageErrorBoundary>
  );
}

function PageLoading(): ReactElement {
  return (
    <Page title="Ruang Diri" quietTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
