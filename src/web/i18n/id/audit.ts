/** The team's audit log. */
export const audit = {
  title: 'Log audit',
  intro:
    'Siapa melakukan apa, dan kapan. Catatan tidak dapat diubah atau dihapus. Membuka halaman ini juga dicatat.',
  by: 'Oleh',
  operator: 'Operator sistem ({{operator}})',
  concerns: 'Mengenai',
  reason: 'Alasan',
  network: 'Jaringan',
  session: 'Sesi',
  back: 'Kembali ke kondisi sistem',
  openSession: 'Buka sesi',
  erasedPerson: 'Akun yang dihapus',
  more: 'Tampilkan lebih banyak',
  empty: {
    title: 'Tidak ada catatan',
    text: 'Tidak ada catatan yang cocok dengan filter ini. Pilih tanggal atau tindakan lain, atau hapus filter.',
  },
  filters: {
    label: 'Filter log audit',
    action: 'Tindakan',
    allActions: 'Semua',
    from: 'Dari tanggal',
    to: 'Sampai tanggal',
    clear: 'Hapus filter',
  },
  actions: {
    account: {
      'sign-in': 'Masuk',
      'sign-out': 'Keluar',
      'sign-out-everywhere': 'Keluar dari semua perangkat',
      block: 'Akun diblokir',
      unblock: 'Blokir akun dibuka',
      'set-password': 'Kata sandi dibuat lewat tautan',
      create: 'Akun dibuat',
      'create-link': 'Tautan kata sandi baru diterbitkan',
    },
    session: {
      list: 'Papan sesi dibuka',
      timeline: 'Lini masa sesi dibuka',
      start: 'Sesi dibuka oleh tim',
      end: 'Sesi diakhiri oleh tim',
      cancel: 'Sesi dibatalkan oleh tim',
    },
    support: {
      list: 'Daftar percakapan bantuan dibuka',
      read: 'Percakapan bantuan dibaca',
      listen: 'Percakapan bantuan diikuti langsung',
      manage: 'Percakapan bantuan diatur',
      export: 'Percakapan bantuan diekspor',
    },
    template: {
      create: 'Balasan cepat dibuat',
      update: 'Balasan cepat diubah',
      delete: 'Balasan cepat dihapus',
    },
    group: {
      create: 'Grup dibuat',
      change: 'Grup diubah',
      join: 'Anggota grup ditambahkan',
      consent: 'Klien menyetujui anggota baru',
      'withdraw-consent': 'Klien menarik persetujuan anggota baru',
      leave: 'Anggota keluar dari grup',
    },
    assignment: {
      create: 'Psikolog pendamping ditetapkan',
      end: 'Pendampingan diakhiri',
    },
    conversation: {
      hold: 'Percakapan dikecualikan dari penghapusan',
      release: 'Pengecualian dicabut',
      erase: 'Percakapan dihapus',
    },
    erasure: {
      list: 'Daftar penghapusan dibuka',
      request: 'Penghapusan diminta',
      approve: 'Penghapusan disetujui',
      undo: 'Penghapusan dibatalkan',
      refuse: 'Penghapusan tidak dilaksanakan',
      certificate: 'Berita acara penghapusan dibuka',
      repeat: 'Penghapusan diulang setelah cadangan dipulihkan',
    },
    person: {
      remove: 'Data pengguna dihapus',
    },
    audit: {
      read: 'Log audit dibuka',
    },
    keys: {
      rotate: 'Kunci enkripsi diganti',
    },
  },
};
