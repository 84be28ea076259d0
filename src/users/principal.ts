import type { Role } from '../enums';

/** Who acts: a signed-in person, as the database knows them. */
export interface Principal {
  id: string;
  role: Role;
  fullName: string;
  email: string;
}
