import type { Apps } from './apps';
import type { SendBuffers } from './connections/send-buffers';
import type { Faults } from './faults';
import type { Limits } from './limits';

/** What every part of a running server shares. */
export interface ServerState {
  apps: Apps;
  limits: Limits;
  faults: Faults;
  sendBuffers: SendBuffers;
  /** Known once the server listens. */
  port: number;
}
