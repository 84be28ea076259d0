export const common = {
  appName: 'Ruang Diri',
  loading: 'Sedang memuat…',
  close: 'Tutup',
  back: 'Kembali',
  next: 'Lanjut',
  save: 'Simpan',
  retry: 'Coba lagi',
  optional: 'opsional',
  method: {
    chat: 'Chat',
    video: 'Video',
    call: 'Telepon',
    in_person: 'Tatap muka',
  },
  role: {
    client: 'Klien',
    psychologist: 'Psikolog',
    team: 'Tim Ruang Diri',
  },
  status: {
    pending: 'Belum dibuka',
    active: 'Sedang berlangsung',
    completed: 'Selesai',
    cancelled: 'Dibatalkan',
  },
};
