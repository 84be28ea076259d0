import { Suspense, lazy } from 'react';
import type { ComponentType, ReactElement } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Page } from '../components/display/page';
import { Skeleton } from '../components/display/skeleton';
import { AccessDenied } from './errors/access-denied';
import { NotFound } from './errors/not-found';
import { PageErrorBoundary } from './errors/page-error-boundary';
import type { Role } from '../../enums';

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

const messages = lazyPage(() => import('./messages/messages-page').then((m) => m.MessagesPage));

const supportInbox = lazyPage(() =>
  import('./support-inbox/support-inbox-page').then((m) => m.SupportInboxPage),
);

/** Each page is a separate chunk, loaded on navigation. */
const PAGE_ROUTES: PageRoute[] = [
  {
    path: '/book',
    roles: ['client'],
    ...lazyPage(() => import('./booking/booking-page').then((m) => m.BookingPage)),
  },
  {
    path: '/sessions',
    roles: ['client'],
    ...lazyPage(() => import('./my-sessions/my-sessions-page').then((m) => m.MySessionsPage)),
  },
  {
    path: '/sessions/:sessionId',
    roles: ['client', 'psychologist'],
    ...lazyPage(() => import('./session/session-page').then((m) => m.SessionPage)),
  },
  ...['/messages', '/messages/:conversationId', '/messages/to/:recipientId'].map((path) => ({
    path,
    roles: ['client', 'psychologist', 'team'] as const,
    ...messages,
  })),
  {
    path: '/today',
    roles: ['psychologist'],
    ...lazyPage(() => import('./today/today-page').then((m) => m.TodayPage)),
  },
  {
    path: '/today/move/:counselingId',
    roles: ['psychologist'],
    ...lazyPage(() => import('./booking/move-session-page').then((m) => m.MoveSessionPage)),
  },
  {
    path: '/availability',
    roles: ['psychologist'],
    ...lazyPage(() => import('./availability/availability-page').then((m) => m.AvailabilityPage)),
  },
  ...['/admin/chat', '/admin/chat/:roomId'].map((path) => ({
    path,
    roles: ['team'] as const,
    ...supportInbox,
  })),
  {
    path: '/team',
    roles: ['team'],
    ...lazyPage(() =>
      import('./team-sessions/board/session-board-page').then((m) => m.SessionBoardPage),
    ),
  },
  {
    path: '/team/sessions/:sessionId',
    roles: ['team'],
    ...lazyPage(() =>
      import('./team-sessions/detail/session-detail-page').then((m) => m.SessionDetailPage),
    ),
  },
  {
    path: '/team/health',
    roles: ['team'],
    ...lazyPage(() => import('./system-health/system-health-page').then((m) => m.SystemHealthPage)),
  },
  {
    path: '/team/audit',
    roles: ['team'],
    ...lazyPage(() => import('./audit/audit-page').then((m) => m.AuditPage)),
  },
  {
    path: '/team/erasures',
    roles: ['team'],
    ...lazyPage(() => import('./erasures/erasures-page').then((m) => m.ErasuresPage)),
  },
];

/** Loads a path's page while the sign-in is still being checked. */
export function preloadPage(path: string): void {
  const segments = path.split('/');
  const route = PAGE_ROUTES.find(({ path: routePath }) => {
    const pattern = routePath.split('/');
    return (
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith(':') || part === segments[index])
    );
  });
  // A failure is retried and reported by the navigation itself.
  void route?.load().catch(() => undefined);
}

/** The page of the current URL, if the role may see it. */
export function PageRoutes({ role }: { role: Role }): ReactElement {
  const [location] = useLocation();
  return (
    <PageErrorBoundary key={location}>
      <Suspense fallback={<PageLoading />}>
        <Switch>
          <Route path="/">
            <Redirect to={HOME_PATHS[role]} replace />
          </Route>
          {PAGE_ROUTES.map(({ path, roles, component: RoutePage }) => (
            <Route key={path} path={path}>
              {roles.includes(role) ? (
                <RoutePage />
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
    <Page title="Ruang Diri" hiddenTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
