import type { ChatServices } from '../chat-services';
import { selectStatistics } from './support-room-repository';
import type { SupportStatistics } from './support-room-repository';

export function getSupportStatistics({ db }: Pick<ChatServices, 'db'>): Promise<SupportStatistics> {
  return selectStatistics(db.source.manager);
}
