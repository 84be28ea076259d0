export const signIn = {
  title: 'Selamat datang',
  intro: 'Masuk untuk bertemu psikolog Anda.',
  email: 'Email',
  password: 'Kata sandi',
  showPassword: 'Tampilkan kata sandi',
  hidePassword: 'Sembunyikan kata sandi',
  submit: 'Masuk',
  emailMissing: 'Isi alamat email Anda, misalnya nama@contoh.id.',
  passwordMissing: 'Isi kata sandi Anda.',
  expired: {
    title: 'Silakan masuk lagi',
    text: 'Sesi masuk Anda berakhir, atau Anda keluar di jendela lain. Setelah masuk, Anda kembali ke halaman tadi.',
  },
};
