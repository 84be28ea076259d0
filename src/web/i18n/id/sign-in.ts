export const signIn = {
  title: 'Selamat datang',
  intro: 'Masuk untuk menemui psikolog Anda.',
  email: 'E-mail',
  password: 'Kata sandi',
  showPassword: 'Tampilkan kata sandi',
  hidePassword: 'Sembunyikan kata sandi',
  submit: 'Masuk',
  emailMissing: 'Isi alamat e-mail Anda, misalnya nama@contoh.id.',
  passwordMissing: 'Isi kata sandi Anda.',
  expired: {
    title: 'Waktu masuk Anda sudah habis',
    text: 'Demi keamanan, Anda dikeluarkan setelah lama tidak aktif. Masuk lagi dan Anda kembali ke halaman tadi.',
  },
  demo: {
    title: 'Sistem percobaan',
    text: 'Masuk dengan satu ketukan sebagai salah satu tokoh. Jangan menulis hal pribadi di sini.',
    enterAs: 'Masuk sebagai',
  },
};
