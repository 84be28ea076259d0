export const messages = {
  title: 'Pesan',
  list: 'Percakapan Anda',
  conversation: 'Percakapan',
  choose: 'Pilih percakapan, atau nama orang yang ingin Anda tulisi.',
  writeTo: 'Tulis kepada',
  youSaid: 'Anda: {{text}}',
  nobody: 'Pengguna Ruang Diri',
  noPerson: 'Anda tidak bisa menulis kepada orang ini. Pilih nama lain dari daftar.',
  first: 'Tulis pesan pertama Anda kepada {{name}}.',
  closed: 'Percakapan ini sudah ditutup, karena pendampingannya berakhir.',
  archive: {
    put: 'Arsipkan percakapan',
    take: 'Keluarkan dari arsip',
    isPut: 'Percakapan dipindahkan ke arsip Anda.',
    isTaken: 'Percakapan kembali ke daftar.',
    undo: 'Batalkan',
    title: 'Arsip',
    show: 'Arsip ({{count}})',
    back: 'Kembali ke daftar',
    empty: 'Arsip Anda kosong.',
  },
  empty: {
    title: 'Belum ada percakapan',
    client:
      'Begitu Tim Ruang Diri menetapkan psikolog pendamping, Anda bisa menulis kepadanya di sini, juga di luar sesi.',
    desk: 'Percakapan dengan klien dan rekan kerja akan muncul di sini.',
  },
};
