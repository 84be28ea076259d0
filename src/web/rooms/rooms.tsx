import { Suspense, lazy } from 'react';
import type { ComponentType, ReactElement } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Page } from '../ui/page';
import { Skeleton } from '../ui/skeleton';
import { NotForYou } from './lost/not-for-you';
import { NotFound } from './lost/not-found';
import { RoomBoundary } from './lost/room-boundary';
import type { Role } from '../../words';

interface Room {
  path: string;
  roles: readonly Role[];
  component: ComponentType;
}

const HOMES: Record<Role, string> = {
  client: '/sessions',
  psychologist: '/today',
  team: '/team',
};

/** Each room is a file of its own, loaded when somebody goes there. */
const ROOMS: Room[] = [
  {
    path: '/book',
    roles: ['client'],
    component: lazy(() => import('./book/book-room').then((m) => ({ default: m.BookRoom }))),
  },
  {
    path: '/sessions',
    roles: ['client'],
    component: lazy(() =>
      import('./my-sessions/my-sessions-room').then((m) => ({ default: m.MySessionsRoom })),
    ),
  },
  {
    path: '/sessions/:sessionId',
    roles: ['client', 'psychologist'],
    component: lazy(() =>
      import('./session/session-page').then((m) => ({ default: m.SessionPage })),
    ),
  },
  {
    path: '/today',
    roles: ['psychologist'],
    component: lazy(() => import('./today/today-room').then((m) => ({ default: m.TodayRoom }))),
  },
  {
    path: '/availability',
    roles: ['psychologist'],
    component: lazy(() =>
      import('./today/availability-room').then((m) => ({ default: m.AvailabilityRoom })),
    ),
  },
  {
    path: '/team',
    roles: ['team'],
    component: lazy(() =>
      import('./team-sessions/team-sessions-room').then((m) => ({ default: m.TeamSessionsRoom })),
    ),
  },
  {
    path: '/team/sessions/:sessionId',
    roles: ['team'],
    component: lazy(() =>
      import('./team-sessions/team-session-room').then((m) => ({ default: m.TeamSessionRoom })),
    ),
  },
  {
    path: '/team/health',
    roles: ['team'],
    component: lazy(() =>
      import('./team-health/team-health-room').then((m) => ({ default: m.TeamHealthRoom })),
    ),
  },
];

/** The room of the address, for whoever may be in it. */
export function Rooms({ role }: { role: Role }): ReactElement {
  const [location] = useLocation();
  return (
    <RoomBoundary key={location}>
      <Suspense fallback={<RoomLoading />}>
        <Switch>
          <Route path="/">
            <Redirect to={HOMES[role]} replace />
          </Route>
          {ROOMS.map(({ path, roles, component: RoomPage }) => (
            <Route key={path} path={path}>
              {roles.includes(role) ? <RoomPage /> : <NotForYou role={role} home={HOMES[role]} />}
            </Route>
          ))}
          <Route>
            <NotFound home={HOMES[role]} />
          </Route>
        </Switch>
      </Suspense>
    </RoomBoundary>
  );
}

function RoomLoading(): ReactElement {
  return (
    <Page title="Ruang Diri" quietTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
