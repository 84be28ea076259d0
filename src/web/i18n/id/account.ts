/** Seldom needed while signing in: the demo, the first team member, a new password. */
export const account = {
  demo: {
    title: 'Mode demo',
    text: 'Cukup satu ketukan untuk masuk dengan salah satu akun contoh. Jangan menulis hal pribadi di sini.',
    enterAs: 'Masuk sebagai',
  },
  noTeam: {
    title: 'Belum ada yang bisa masuk',
    text: 'Sistem ini belum punya anggota tim. Di server, jalankan perintah ini, lalu buka tautan yang ditampilkannya:',
  },
  setPassword: {
    title: 'Buat kata sandi',
    intro: 'Untuk {{name}}. Kata sandi ini Anda pakai setiap kali masuk.',
    email: 'Email',
    password: 'Kata sandi baru',
    rule: 'Minimal {{count}} karakter. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak.',
    submit: 'Simpan kata sandi',
    signIn: 'Ke halaman masuk',
    faults: {
      'too-short': 'Terlalu pendek: minimal {{count}} karakter.',
      'too-long': 'Terlalu panjang. Pakai kata sandi yang lebih pendek.',
      'too-simple': 'Terlalu mudah ditebak. Pakai lebih banyak karakter yang berbeda.',
      personal: 'Terlalu mirip dengan nama atau email Anda. Tambahkan kata lain.',
      guessable: 'Terlalu mudah ditebak. Pakai beberapa kata yang tidak saling berhubungan.',
    },
    done: {
      title: 'Kata sandi tersimpan',
      text: 'Masuk dengan email dan kata sandi baru Anda. Anda sudah keluar dari semua perangkat lain.',
    },
    unknown: {
      title: 'Tautan ini tidak kami kenali',
      text: 'Mungkin tautannya terpotong saat disalin, atau sudah diganti yang baru. Buka tautan terakhir secara utuh, atau minta tautan baru kepada Tim Ruang Diri.',
    },
    used: {
      title: 'Tautan ini sudah dipakai',
      text: 'Kata sandinya sudah dibuat. Masuk dengan kata sandi itu. Bila bukan Anda yang membuatnya, segera hubungi Tim Ruang Diri.',
    },
    expired: {
      title: 'Tautan ini sudah kedaluwarsa',
      text: 'Tautan berlaku selama 24 jam. Minta tautan baru kepada Tim Ruang Diri.',
    },
  },
};
