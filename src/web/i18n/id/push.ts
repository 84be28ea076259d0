export const push = {
  title: 'Pemberitahuan di perangkat ini',
  text: 'Peramban ini dapat memberi tahu Anda walaupun halaman tertutup. Isi pesan tidak pernah ditampilkan.',
  device: 'Beri tahu saya di perangkat ini',
  messages: 'Pesan baru',
  sessions: 'Kabar sesi: dibuka, dipindah, dibatalkan',
  blocked:
    'Peramban ini menolak pemberitahuan dari Ruang Diri. Izinkan di setelan peramban untuk situs ini, lalu kembali ke sini.',
  unsupported:
    'Peramban ini tidak dapat memberi tahu Anda ketika halaman tertutup. Di iPhone, tambahkan Ruang Diri ke layar utama lebih dulu.',
  failed: 'Layanan pemberitahuan peramban tidak terjangkau. Coba lagi nanti.',
  done: 'Selesai',
};
