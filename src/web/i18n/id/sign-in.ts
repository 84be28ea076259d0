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
    title: 'Silakan masuk lagi',
    text: 'Waktu masuk Anda habis, atau Anda keluar di jendela lain. Setelah masuk, Anda kembali ke halaman tadi.',
  },
  demo: {
    title: 'Sistem percobaan',
    text: 'Masuk dengan satu ketukan sebagai salah satu tokoh. Jangan menulis hal pribadi di sini.',
    enterAs: 'Masuk sebagai',
  },
};
