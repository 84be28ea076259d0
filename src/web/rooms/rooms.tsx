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
  load: () => Promise<unknown>;
}

function loaded(load: () => Promise<ComponentType>): Pick<Room, 'component' | 'load'> {
  return { load, component: lazy(async () => ({ default: await load() })) };
}

const HOMES: Record<Role, string> = {
  client: '/sessions',
  psychologist: '/today',
  team: '/team',
};

const messages = loaded(() => import('./messages/messages-room').then((m) => m.MessagesRoom));

const adminChat = loaded(() => import('./admin-chat/admin-chat-room').then((m) => m.AdminChatRoom));

/** Each room is a file of its own, loaded when somebody goes there. */
const ROOMS: Room[] = [
  {
    path: '/book',
    roles: ['client'],
    ...loaded(() => import('./book/book-room').then((m) => m.BookRoom)),
  },
  {
    path: '/sessions',
    roles: ['client'],
    ...loaded(() => import('./my-sessions/my-sessions-room').then((m) => m.MySessionsRoom)),
  },
  {
    path: '/sessions/:sessionId',
    roles: ['client', 'psychologist'],
    ...loaded(() => import('./session/session-page').then((m) => m.SessionPage)),
  },
  ...['/messages', '/messages/:conversationId', '/messages/to/:personId'].map((path) => ({
    path,
    roles: ['client', 'psychologist', 'team'] as const,
    ...messages,
  })),
  {
    path: '/today',
    roles: ['psychologist'],
    ...loaded(() => import('./today/today-room').then((m) => m.TodayRoom)),
  },
  {
    path: '/availability',
    roles: ['psychologist'],
    ...loaded(() => import('./today/availability-room').then((m) => m.AvailabilityRoom)),
  },
  ...['/admin/chat', '/admin/chat/:roomId'].map((path) => ({
    path,
    roles: ['team'] as const,
    ...adminChat,
  })),
  {
    path: '/team',
    roles: ['team'],
    ...loaded(() => import('./team-sessions/team-sessions-room').then((m) => m.TeamSessionsRoom)),
  },
  {
    path: '/team/sessions/:sessionId',
    roles: ['team'],
    ...loaded(() => import('./team-sessions/team-session-room').then((m) => m.TeamSessionRoom)),
  },
  {
    path: '/team/health',
    roles: ['team'],
    ...loaded(() => import('./team-health/team-health-room').then((m) => m.TeamHealthRoom)),
  },
];

/** Fetches the room of an address while it is still being asked who is there. */
export function prepareRoom(path: string): void {
  const parts = path.split('/');
  const room = ROOMS.find((one) => {
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
