import type { Apps } from './apps';
import type { SendBuffers } from './connections/send-buffers';
import type { Faults } from './faults';
import type { Limits } from './limits';

/** The shared state of a running server. */
export interface ServerState {
  apps: Apps;
  limits: Limits;
  faults: Faults;
  sendBuffers: SendBuffers;
  /** Set when the server listens. */
  port: number;
}
