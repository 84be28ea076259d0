import type { TestUser, TestSystem } from '../support/harness/test-system';

const CLIENTS = {
  citra: 'Citra Lestari',
  dewi: 'Dewi Anggraini',
  rizky: 'Rizky Ramadhan',
  siti: 'Siti Rahmawati',
  andi: 'Andi Saputra',
  yohanes: 'Yohanes Manurung',
  made: 'Made Suryani',
  bagas: 'Bagas Pratama',
  nadia: 'Nadia Kusumawardani',
  hendra: 'Hendra Gunawan',
  wulan: 'Wulan Sari',
};
const PSYCHOLOGISTS = { putri: 'Putri Maharani', panji: 'Panji Nugroho' };

export type UserName = keyof typeof CLIENTS | keyof typeof PSYCHOLOGISTS | 'tari';
export type ScreenUsers = Record<UserName, TestUser>;

/** Adds all users that the screenshots show. */
export async function addScreenUsers(system: TestSystem): Promise<ScreenUsers> {
  const users: Partial<ScreenUsers> = {};
  for (const [name, fullName] of Object.entries(CLIENTS)) {
    users[name as UserName] = await system.addUser('client', { fullName });
  }
  for (const [name, fullName] of Object.entries(PSYCHOLOGISTS)) {
    users[name as UserName] = await system.addUser('psychologist', { fullName });
  }
  users.tari = await system.addUser('team', { fullName: 'Tari Wulandari' });
  return users as ScreenUsers;
}
