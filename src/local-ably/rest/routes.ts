import { authRoutes } from './auth-routes';
import { historyRoutes } from './history-routes';
import { publishRoutes } from './publish-routes';
import type { Route } from './router';

/** Every REST route of the server. */
export const routes: Route[] = [...authRoutes, ...publishRoutes, ...historyRoutes];
