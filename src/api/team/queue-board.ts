import type { Express } from 'express';
import type { Context } from '../../context';
import { TIMELINE_QUEUE } from '../../sessions/timeline/session-timeline';

/**
 * Bull Board of the timeline queue. Read-only: steps belong to the session machine, and the team
 * starts, ends and cancels sessions on their own pages. Payloads are ids. Its packages are loaded
 * when the board is first opened: they take 18 MiB, and few processes need them.
 */
export async function createQueueBoard(
  { config, redis, logger }: Context,
  path: string,
): Promise<Express> {
  const { createBullBoard } = await import('@bull-board/api');
  const { BullMQAdapter } = await import('@bull-board/api/bullMQAdapter');
  const { ExpressAdapter } = await import('@bull-board/express');
  const { Queue } = await import('bullmq');
  const queue = new Queue(TIMELINE_QUEUE, { connection: redis, prefix: config.redisKeyPrefix });
  queue.on('error', (error) => logger.warn({ err: error }, 'Queue board error'));
  const serverAdapter = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true })],
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Ruang Diri', hideRedisDetails: true } },
  });
  const board = serverAdapter.getRouter() as Express;
  return board.disable('x-powered-by');
}
