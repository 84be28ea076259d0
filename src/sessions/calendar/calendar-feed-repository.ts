import type { EntityManager } from 'typeorm';
import { CalendarFeed } from '../../database/entities/sessions/calendar-feed';

export function findFeed(manager: EntityManager, userId: string): Promise<CalendarFeed | null> {
  return manager.findOneBy(CalendarFeed, { userId });
}

export function findFeedBySecret(
  manager: EntityManager,
  secretHash: Buffer,
): Promise<CalendarFeed | null> {
  return manager.findOneBy(CalendarFeed, { secretHash });
}

/** Replaces the user's earlier feed. */
export async function saveFeed(
  manager: EntityManager,
  feed: Omit<CalendarFeed, 'user'>,
): Promise<void> {
  await manager.upsert(CalendarFeed, feed, ['userId']);
}

export async function deleteFeed(manager: EntityManager, userId: string): Promise<void> {
  await manager.delete(CalendarFeed, { userId });
}
