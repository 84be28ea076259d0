import { AppError } from '../errors';
import type { Role } from '../enums';

/** The authenticated user. */
export interface Principal extends Actor {
  role: Role;
  fullName: string;
  email: string;
}

/** Who acts, as the audit log records it. */
export interface Actor {
  id: string;
  /** /24 or /64 of the request; absent on sockets and in jobs. */
  network?: string;
}

/** Who runs a command of the operator, where no user is signed in. */
export interface Operator {
  /** Such as `root@server-1`. */
  operator: string;
}

/** Throws `forbidden` for any other role. */
export function requireRole({ role }: Principal, ...allowed: Role[]): void {
  if (!allowed.includes(role)) throw new AppError('forbidden');
}
