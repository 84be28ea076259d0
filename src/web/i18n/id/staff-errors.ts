/** Errors that only psychologists and the team meet. */
export const staffErrors = {
  'session-already-active': 'Sesi ini sudah berlangsung. Muat ulang halaman ini.',
  'session-over':
    'Waktu sesi ini sudah lewat, jadi tidak bisa dibuka lagi. Klien bisa membuat janji baru.',
  'start-too-early':
    'Sesi ini belum bisa dibuka. Tunggu sampai menjelang waktu mulainya, atau jadwalkan ulang.',
  'client-already-active':
    'Klien masih berada di sesi lain. Tunggu sampai selesai, atau akhiri sesi itu dari papan sesi.',
  'psychologist-at-limit':
    'Psikolog sedang menangani lima sesi. Tunggu sampai salah satunya selesai.',
  'assignment-not-found': 'Klien ini belum punya psikolog pendamping. Tetapkan dulu.',
  'conversation-held':
    'Percakapan ini dikecualikan dari penghapusan. Cabut dulu pengecualiannya, bila Anda berwenang.',
  'conversation-in-use':
    'Percakapan ini milik sesi yang belum selesai. Batalkan atau akhiri sesinya dulu.',
  'person-in-use':
    'Pengguna ini masih punya sesi yang belum selesai. Batalkan atau akhiri sesinya dulu.',
  'template-not-found': 'Balasan cepat ini sudah tidak ada. Muat ulang halaman ini.',
  'client-consent-needed':
    'Klien di grup ini belum menyetujui anggota baru itu. Mintalah persetujuannya dulu.',
  'erasure-not-found': 'Permintaan penghapusan ini tidak ditemukan. Muat ulang halaman.',
  'erasure-requested': 'Penghapusan ini sudah diminta. Setujui atau batalkan permintaan yang ada.',
  'erasure-limit': 'Batas permintaan penghapusan hari ini sudah tercapai. Coba lagi besok.',
  'erasure-approved': 'Permintaan ini sudah disetujui. Tunggu waktunya, atau batalkan.',
  'erasure-over':
    'Permintaan ini sudah dibatalkan atau sedang dilaksanakan, jadi tidak bisa diubah lagi.',
  'erasure-not-executed':
    'Berita acara belum ada karena penghapusan belum dilaksanakan. Lihat lagi setelah waktunya.',
  'second-person-needed':
    'Permintaan Anda harus disetujui anggota tim lain. Minta bantuan rekan Anda.',
  'room-already-open':
    'Klien ini masih punya percakapan yang terbuka. Lanjutkan di sana, atau tutup dulu.',
  'not-assigned':
    'Saat ini Anda tidak mendampingi klien ini. Hubungi Tim Ruang Diri bila ini keliru.',
  'date-hours-not-found': 'Tanggal ini tidak lagi punya jam khusus. Muat ulang halaman ini.',
  'time-off-not-found': 'Libur ini sudah tidak ada. Muat ulang halaman ini.',
};
