/** Errors whose texts are loaded when the API first answers with one. */
export const apiErrors = {
  'password-link-invalid': 'Tautan ini tidak berlaku lagi. Hubungi Tim Ruang Diri.',
  forbidden:
    'Akun Anda tidak punya akses ke bagian ini. Hubungi Tim Ruang Diri bila Anda memerlukannya.',
  'invalid-input': 'Ada isian yang belum benar. Periksa bagian yang ditandai, lalu coba lagi.',
  'headers-too-large': 'Isian Anda terlalu panjang. Persingkat, lalu coba lagi.',
  'request-timeout': 'Permintaan memakan waktu terlalu lama. Periksa koneksi Anda, lalu coba lagi.',
  'expectation-failed': 'Terjadi gangguan saat mengirim. Coba sekali lagi.',
  'invalid-json': 'Terjadi gangguan saat mengirim. Coba sekali lagi.',
  'body-too-large': 'Isian Anda terlalu panjang. Persingkat, lalu coba lagi.',
  'unsupported-media': 'Terjadi gangguan saat mengirim. Coba sekali lagi.',
  'malformed-request': 'Terjadi gangguan saat mengirim. Coba sekali lagi.',
  'route-not-found': 'Halaman ini masih versi lama. Muat ulang, lalu coba lagi.',
  'method-not-allowed': 'Halaman ini masih versi lama. Muat ulang, lalu coba lagi.',
  'session-not-found': 'Sesi ini tidak ditemukan. Periksa daftar sesi Anda.',
  'not-participant': 'Anda bukan peserta sesi ini. Periksa daftar sesi Anda.',
  'session-ended': 'Sesi ini sudah berakhir. Percakapannya masih bisa dibaca.',
  'chat-not-enabled': 'Sesi ini belum dibuka. Anda bisa menulis begitu sesi dimulai.',
  'step-not-due': 'Belum waktunya. Coba beberapa saat lagi.',
  'message-not-found': 'Pesan ini tidak ditemukan dalam percakapan Anda. Muat ulang halaman ini.',
  'not-your-conversation': 'Anda bukan peserta percakapan ini. Kembali ke daftar percakapan.',
  'conversation-closed': 'Percakapan ini sudah ditutup. Mulai percakapan baru.',
  'no-psychologist':
    'Anda belum punya psikolog pendamping. Buat janji atau hubungi Tim Ruang Diri.',
  'assignment-ended':
    'Pendampingan ini sudah berakhir, jadi percakapannya ditutup. Hubungi Tim Ruang Diri bila perlu dilanjutkan.',
  'person-not-found': 'Pengguna ini tidak ditemukan. Mungkin akunnya sudah dihapus.',
  'clients-apart':
    'Sesama klien tidak bisa saling berkirim pesan. Kirim pesan kepada psikolog Anda.',
  'writing-to-yourself': 'Anda tidak bisa mengirim pesan kepada diri sendiri. Pilih orang lain.',
  'too-slow': 'Koneksi Anda terlalu lambat dan terputus. Kami sedang menyambungkannya lagi.',
  'session-not-held': 'Sesi ini belum selesai. Kembali lagi setelah sesi berakhir.',
  'already-rated': 'Anda sudah menilai sesi ini. Hubungi Tim Ruang Diri bila nilainya keliru.',
  'conversation-erased': 'Percakapan ini sudah dihapus permanen dan tidak bisa dikembalikan.',
  'answered-message-not-found':
    'Pesan yang Anda balas sudah tidak ada. Muat ulang halaman, lalu tulis lagi.',
  'not-your-message': 'Hanya pengirimnya yang bisa mengubah pesan ini. Tulis pesan Anda sendiri.',
  'message-deleted': 'Pesan ini sudah dihapus.',
  'message-not-editable': 'Pesan ini tidak bisa diubah. Kirim pesan baru.',
  'too-many-edits': 'Pesan ini sudah terlalu sering diubah. Kirim pesan baru.',
  'too-many-reactions': 'Reaksi Anda pada pesan ini sudah terlalu banyak. Hapus satu dulu.',
  'permission-missing':
    'Anda tidak punya izin untuk melakukan ini. Minta izin kepada pembuat percakapan.',
  'consultation-by-booking': 'Buat janji untuk memulai konsultasi.',
  'people-are-fixed':
    'Peserta percakapan ini tidak bisa diubah. Buat grup untuk mengajak orang lain.',
  'group-is-full': 'Grup ini sudah penuh. Buat grup lain.',
  'file-too-large': 'Ukuran file melebihi 10 MB. Perkecil, lalu kirim lagi.',
  'file-type-not-allowed': 'Jenis file ini tidak didukung. Kirim dalam format lain.',
  'file-invalid': 'Isi file tidak sesuai dengan jenisnya. Simpan ulang, lalu kirim lagi.',
  'file-infected': 'File ini mengandung program berbahaya. Kirim file lain.',
  'file-has-script': 'File ini berisi skrip atau makro. Cetak ke PDF baru, lalu kirim PDF itu.',
  'file-locked': 'File ini memakai kata sandi. Hapus kata sandinya, lalu kirim lagi.',
  'file-unreadable': 'File ini rusak. Simpan sebagai file baru, lalu kirim lagi.',
  'file-missing': 'Tidak ada file yang terkirim. Pilih file, lalu kirim lagi.',
  'upload-broken': 'Pengiriman file terputus. Kirim lagi.',
  'uploads-off': 'Percakapan ini tidak menerima file. Minta pembuat percakapan mengizinkannya.',
  'file-not-found': 'File ini sudah tidak ada. Muat ulang halaman ini.',
  'file-not-checked': 'File masih diperiksa. Coba beberapa saat lagi.',
  'file-unusable':
    'File ini tidak bisa diperiksa, jadi tidak bisa diunduh. Minta agar dikirim ulang.',
  'range-not-there': 'Bagian file itu tidak ada. Unduh ulang dari awal.',
  'too-many-followed': 'Terlalu banyak percakapan terbuka sekaligus. Tutup salah satunya dulu.',
  'push-service-unknown':
    'Layanan notifikasi browser ini belum didukung. Pakai browser lain, atau hubungi Tim Ruang Diri.',
  'too-many-connections':
    'Terlalu banyak koneksi terbuka. Tutup jendela atau perangkat lain, lalu coba lagi.',
  'counseling-not-found': 'Janji ini tidak ditemukan. Periksa daftar sesi Anda.',
  'not-your-counseling': 'Janji ini milik orang lain. Periksa daftar sesi Anda.',
  'counseling-started':
    'Sesi sudah dimulai, jadi tidak bisa diubah lagi. Hubungi Tim Ruang Diri bila perlu dihentikan.',
  'counseling-closed': 'Janji ini sudah selesai atau dibatalkan. Anda bisa membuat janji baru.',
  'calendar-feed-not-found':
    'Alamat kalender ini tidak berlaku lagi. Buat alamat baru di Ruang Diri.',
  'psychologist-not-found': 'Psikolog ini tidak tersedia lagi. Pilih psikolog lain.',
  'starts-in-past': 'Waktu itu sudah lewat. Pilih waktu lain.',
  'starts-too-soon': 'Waktu itu terlalu dekat dari sekarang. Pilih waktu lain.',
  'time-does-not-exist':
    'Jam itu tidak ada pada hari tersebut karena jam dimajukan. Pilih jam lain.',
  'session-too-short': 'Sesi terlalu singkat. Pilih durasi yang lebih panjang.',
  'starts-too-late': 'Waktu itu terlalu jauh ke depan. Pilih tanggal yang lebih dekat.',
  'too-many-bookings':
    'Jumlah sesi terjadwal Anda sudah mencapai batas. Pesan lagi setelah salah satunya selesai, atau batalkan satu.',
  'too-late-to-change':
    'Waktu mulainya sudah terlalu dekat untuk dibatalkan atau diubah jadwalnya. Hubungi Tim Ruang Diri.',
  'series-conflict':
    'Beberapa minggu tidak tersedia, jadi belum ada yang dipesan. Pilih waktu lain atau kurangi jumlah minggu.',
  'session-too-long': 'Sesi terlalu lama. Pilih durasi yang lebih singkat.',
  'client-overlap': 'Anda sudah punya sesi pada waktu itu. Pilih waktu lain.',
  'extension-not-asked':
    'Tidak ada lagi permintaan perpanjangan untuk sesi ini. Anda bisa memintanya lagi.',
  'extension-not-free': 'Sesi ini tidak bisa diperpanjang karena ada jadwal lain setelahnya.',
  'psychologist-full': 'Jadwal itu baru saja dipesan orang lain. Pilih waktu lain.',
  'psychologist-unavailable': 'Psikolog tidak berpraktik pada waktu itu. Pilih waktu lain.',
  'nobody-available': 'Tidak ada psikolog yang tersedia pada waktu itu. Pilih waktu lain.',
  'notification-not-found': 'Notifikasi ini sudah tidak ada. Muat ulang halaman ini.',
  'idempotency-key-reused':
    'Permintaan ini sudah dikirim dengan isian lain. Muat ulang halaman, lalu periksa hasilnya.',
  'request-running': 'Permintaan pertama Anda masih diproses. Tunggu sebentar, lalu coba lagi.',
  conflict: 'Data ini baru saja berubah. Muat ulang, lalu coba lagi.',
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
