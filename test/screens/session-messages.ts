import type { UserName } from './screen-users';

/** Messages of Citra's running session: time, sender, text. Fictitious. */
export const SESSION_MESSAGES: [at: string, sender: UserName, text: string][] = [
  ['14:00:40', 'citra', 'Selamat siang, Kak Putri. Terima kasih sudah menyediakan waktu.'],
  ['14:01:15', 'putri', 'Selamat siang, Citra. Senang bertemu lagi. Bagaimana minggu ini?'],
  [
    '14:02:05',
    'citra',
    'Agak berat. Tiga malam saya sulit tidur karena memikirkan presentasi hari Jumat.',
  ],
  ['14:02:20', 'citra', 'Latihan napas yang Kakak ajarkan membantu, tapi hanya sebentar.'],
  [
    '14:03:30',
    'putri',
    'Terima kasih sudah mencobanya. "Hanya sebentar" pun sudah sebuah langkah. Pikiran apa yang paling sering datang saat malam?',
  ],
  ['14:04:45', 'citra', 'Kalau saya salah bicara, semua orang akan menganggap saya tidak mampu.'],
  [
    '14:05:50',
    'putri',
    'Itu pikiran yang melelahkan untuk dibawa sendirian. Boleh kita lihat bersama: kapan terakhir kali Citra salah bicara, dan apa yang terjadi sesudahnya?',
  ],
  ['14:07:10', 'citra', 'Bulan lalu, di rapat. Saya salah menyebut angka.'],
  ['14:07:25', 'citra', 'Lalu… saya perbaiki, dan rapatnya lanjut saja 😅'],
  ['14:08:20', 'putri', 'Jadi dunia tidak runtuh 🙂 Apa artinya itu untuk hari Jumat?'],
  [
    '14:10:05',
    'citra',
    'Mungkin… saya boleh salah sedikit, dan tetap baik-baik saja. Rasanya aneh menuliskannya, tapi lega.',
  ],
  [
    '14:11:30',
    'putri',
    'Simpan kalimat itu. Mau kita tuliskan bersama jadi pegangan untuk Kamis malam?',
  ],
  ['14:12:05', 'citra', 'Mau, Kak.'],
];
