import type { TestPerson, TestSystem } from '../support/system';

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

export type Name = keyof typeof CLIENTS | keyof typeof PSYCHOLOGISTS | 'tari';
export type People = Record<Name, TestPerson>;

/** Everybody who is seen in the pictures. */
export async function addPeople(system: TestSystem): Promise<People> {
  const people: Partial<People> = {};
  for (const [name, fullName] of Object.entries(CLIENTS)) {
    people[name as Name] = await system.addPerson('client', { fullName });
  }
  for (const [name, fullName] of Object.entries(PSYCHOLOGISTS)) {
    people[name as Name] = await system.addPerson('psychologist', { fullName });
  }
  people.tari = await system.addPerson('team', { fullName: 'Tari Wulandari' });
  return people as People;
}
