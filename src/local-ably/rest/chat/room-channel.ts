import { checkChannelName } from '../../channels/channel-name';
import { pathParameter, type RestRequest } from '../rest-request';

/** The channel of the chat room in the request's path. */
export function roomChannel(request: RestRequest): string {
  const name = `${pathParameter(request, 0)}::$chat`;
  checkChannelName(name);
  return name;
}
