import { authRoutes } from './auth-routes';
import { channelRoutes } from './channel-routes';
import { chatRoutes } from './chat/chat-routes';
import { historyRoutes } from './history-routes';
import { messageRoutes } from './message-routes';
import { publishRoutes } from './publish-routes';
import { revokeRoutes } from './revoke-routes';
import type { Route } from './router';
import { statsRoutes } from './stats-routes';

/** The REST routes that are always served. */
export const routes: Route[] = [
  ...authRoutes,
  ...revokeRoutes,
  ...publishRoutes,
  ...historyRoutes,
  ...messageRoutes,
  ...channelRoutes,
  ...statsRoutes,
  ...chatRoutes,
];
