export const calendar = {
  title: 'Sesi di kalender Anda',
  text: 'Sesi Anda tampil di aplikasi kalender Anda dan mengikuti setiap perubahan. Nama dan catatan tidak pernah ditampilkan.',
  create: 'Buat alamat kalender',
  address: 'Alamat kalender',
  keep: 'Salin sekarang: alamat ini hanya ditampilkan sekali. Siapa pun yang memilikinya bisa melihat waktu sesi Anda.',
  copy: 'Salin alamat',
  copied: 'Alamat disalin',
  notCopied: 'Tidak bisa menyalin. Pilih alamatnya, lalu salin sendiri.',
  subscribe: 'Buka di kalender',
  exists:
    'Alamat dibuat pada {{date}} dan tidak bisa ditampilkan lagi. Kalau hilang, buat yang baru; alamat lama berhenti berlaku.',
  renew: 'Buat alamat baru',
  revoke: 'Cabut alamat',
  revoked: 'Alamat dicabut. Kalender yang memakainya tidak lagi diperbarui.',
  done: 'Selesai',
};
