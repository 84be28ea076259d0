export const layout = {
  skip: 'Langsung ke isi halaman',
  mainNavigation: 'Navigasi utama',
  nav: {
    sessions: 'Sesi saya',
    book: 'Buat janji',
    today: 'Hari ini',
    availability: 'Jam praktik',
    team: 'Sesi',
    health: 'Kondisi sistem',
    messages: 'Pesan',
    support: 'Bantuan klien',
  },
  menu: 'Akun dan pengaturan',
  calendar: 'Sesi di kalender saya',
  language: 'Bahasa',
  theme: 'Tampilan',
  themes: { system: 'Ikuti perangkat', light: 'Terang', dark: 'Gelap' },
  signOut: 'Keluar',
  signOutEverywhere: 'Keluar dari semua perangkat',
  offline: {
    title: 'Anda sedang offline',
    text: 'Yang sudah terbuka tetap bisa dibaca. Kami akan menyambungkan Anda lagi begitu internet kembali.',
  },
  notifications: {
    title: 'Notifikasi',
    open: 'Notifikasi',
    openUnread_one: 'Notifikasi, {{count}} belum dibaca',
    openUnread_other: 'Notifikasi, {{count}} belum dibaca',
    empty: 'Belum ada notifikasi. Kabar tentang sesi Anda akan muncul di sini.',
    unread: 'Belum dibaca',
    kind: {
      session_booked: 'Sesi baru dijadwalkan',
      session_invited: 'Sesi Anda terjadwal; ruang dibuka saat sesi dimulai',
      session_opened: 'Ruang sesi sudah dibuka',
      session_cancelled: 'Sebuah sesi dibatalkan',
      session_rescheduled: 'Jadwal sebuah sesi diubah',
      session_missed:
        'Mohon maaf, sesi Anda tidak dapat kami buka karena gangguan di sistem kami. Silakan pilih waktu baru.',
      series_booked: 'Rangkaian sesi mingguan dijadwalkan',
      session_outside_hours: 'Jam praktik berubah; sebuah sesi mungkin perlu dipindahkan',
      new_device:
        'Akun Anda dipakai masuk dari perangkat baru. Bukan Anda? Hubungi Tim Ruang Diri.',
      sign_in_failures:
        'Kata sandi akun Anda berkali-kali salah dimasukkan. Akun Anda tetap terlindungi. Bukan Anda? Hubungi Tim Ruang Diri.',
      security_alarm: 'Banyak percobaan masuk atau permintaan ditolak dalam waktu singkat',
    },
  },
  alerts: {
    settings: 'Notifikasi perangkat',
    openedText: 'Anda bisa menulis sekarang.',
    join: 'Masuk',
    view: 'Lihat',
  },
  notFound: {
    title: 'Halaman tidak ditemukan',
    text: 'Alamatnya mungkin salah ketik atau sudah berubah. Data Anda tetap aman.',
    action: 'Ke halaman awal',
  },
  accessDenied: {
    title: 'Halaman ini bukan untuk akun Anda',
    text: 'Anda masuk sebagai {{role}}. Masuk dengan akun lain bila Anda memerlukan halaman ini.',
    action: 'Ke halaman saya',
  },
  unreachable: {
    title: 'Halaman ini belum bisa dimuat',
    text: 'Anda sedang offline. Sambungkan perangkat ke internet, lalu muat ulang.',
  },
  crashed: {
    title: 'Halaman ini tidak bisa ditampilkan',
    text: 'Terjadi kesalahan di pihak kami. Data Anda aman. Muat ulang halaman ini; bila terus terjadi, hubungi Tim Ruang Diri.',
    action: 'Muat ulang',
  },
};
