import type { Context } from '../../context';
import type { AnyRoute } from '../door';
import { conversationRoutes } from './conversation-routes';

/** Everything at `/api/conversations…` and `/api/files…`. */
export function tutoringRoutes(context: Context): AnyRoute[] {
  return [...conversationRoutes(context)];
}
