import type { Context } from '../../context';
import type { AnyRoute } from '../http/route';
import { conversationRoutes } from './conversation-routes';
import { fileRoutes } from './file-routes';
import { messageChangeRoutes } from './message-change-routes';
import { messageRoutes } from './message-routes';
import { participantRoutes } from './participant-routes';
import { presenceRoutes } from './presence-routes';

/** Everything at `/api/conversations…`, `/api/files…` and `/api/presence`. */
export function tutoringRoutes(context: Context): AnyRoute[] {
  return [
    ...messageRoutes(context),
    ...messageChangeRoutes(context),
    ...conversationRoutes(context),
    ...participantRoutes(context),
    ...fileRoutes(context),
    ...presenceRoutes(context),
  ];
}
