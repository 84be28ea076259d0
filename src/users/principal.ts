import { AppError } from '../errors';
import type { Role } from '../enums';

/** The authenticated user. */
export interface Principal {
  id: string;
  role: Role;
  fullName: string;
  email: string;
}

/** Throws `forbidden` for any other role. */
export function requireRole({ role }: Principal, ...allowed: Role[]): void {
  if (!allowed.includes(role)) throw new AppError('forbidden');
}
