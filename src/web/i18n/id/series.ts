/** Cancelling a weekly series. */
export const series = {
  cancel: 'Batalkan semua sesi mingguan',
  title: 'Batalkan semua sesi mingguan?',
  text: 'Semua sesi mingguan bersama {{name}} yang belum dimulai akan dibatalkan, dan jadwalnya akan dibuka untuk orang lain.',
  teamText:
    'Semua sesi mingguan ini yang belum dimulai akan dibatalkan. Klien dan psikolog akan diberi tahu, dan sesi yang dibatalkan tidak bisa dibuka lagi.',
  keep: 'Tidak jadi',
  confirm: 'Batalkan semua',
  done_zero: 'Tidak ada sesi yang dibatalkan',
  done_one: '{{count}} sesi dibatalkan',
  done_other: '{{count}} sesi dibatalkan',
  someKept: 'Sebagian sesi tetap berlaku. Hubungi Tim Ruang Diri bila Anda memerlukan bantuan.',
  close: 'Tutup',
  result: {
    cancelled: 'Dibatalkan',
    'too-late-to-change': 'Tetap berlaku: terlalu dekat untuk dibatalkan',
    'counseling-started': 'Tetap berlaku: sesi sudah dimulai',
  },
};
