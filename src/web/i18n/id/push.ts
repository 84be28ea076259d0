export const push = {
  title: 'Notifikasi di perangkat ini',
  text: 'Browser ini bisa memberi tahu Anda meskipun halaman ditutup. Isi pesan tidak pernah ditampilkan.',
  device: 'Beri tahu saya di perangkat ini',
  kinds: 'Untuk semua perangkat Anda',
  messages: 'Pesan baru',
  sessions: 'Kabar sesi: dibuka, jadwal diubah, dibatalkan',
  blocked:
    'Browser ini memblokir notifikasi dari Ruang Diri. Izinkan di pengaturan browser untuk situs ini, lalu kembali ke sini.',
  unsupported:
    'Browser ini tidak bisa memberi tahu Anda ketika halaman ditutup. Di iPhone, tambahkan dulu Ruang Diri ke layar utama.',
  failed: 'Layanan notifikasi browser tidak bisa dihubungi. Coba lagi nanti.',
  done: 'Selesai',
};
