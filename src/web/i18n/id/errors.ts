/**
 * What each error means to the user and what to do next; the keys are the API's error codes. These may arise
 * before an answer of the API, or with the first; all others are loaded with their first answer.
 */
export const errors = {
  title: 'Belum berhasil',
  id: 'Kode referensi: {{id}}',
  nextSlots: 'Jadwal terdekat yang masih tersedia:',
  earliest: 'Paling cepat {{time}}.',
  latest: 'Paling lambat {{time}}.',
  retryAfter: 'Tunggu {{seconds}} sebelum mencoba lagi.',
  unauthenticated: 'Sesi masuk Anda berakhir. Masuk lagi untuk melanjutkan.',
  'account-blocked': 'Akun Anda diblokir, jadi Anda tidak bisa masuk. Hubungi Tim Ruang Diri.',
  'invalid-credentials': 'Email atau kata sandi salah. Periksa keduanya, lalu coba lagi.',
  'csrf-token-wrong':
    'Anda masuk lagi di jendela lain. Muat ulang halaman ini, lalu coba sekali lagi.',
  'conversation-not-found': 'Percakapan ini tidak ditemukan. Kembali ke daftar percakapan.',
  'rate-limited': 'Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.',
  unavailable: 'Sebagian sistem sedang terganggu. Coba beberapa saat lagi.',
  internal:
    'Terjadi kesalahan di pihak kami. Coba lagi; bila terus terjadi, kirim kode referensi ini ke Tim Ruang Diri.',
  offline: 'Ruang Diri tidak bisa dihubungi. Periksa koneksi internet Anda, lalu coba lagi.',
  'bad-answer': 'Respons server tidak terbaca. Coba beberapa saat lagi.',
  unknown: 'Terjadi kesalahan yang tidak terduga. Muat ulang halaman, lalu coba lagi.',
};
