/** The team's audit log. */
export const audit = {
  title: 'Log audit',
  intro:
    'Siapa melakukan apa, dan kapan. Catatan tidak dapat diubah atau dihapus; membuka halaman ini ikut dicatat.',
  by: 'Oleh',
  concerns: 'Mengenai',
  reason: 'Alasan',
  network: 'Jaringan',
  session: 'Sesi',
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
    },
    session: {
      list: 'Papan sesi dibuka',
      timeline: 'Lini masa sesi dibuka',
      start: 'Sesi dimulai oleh tim',
      end: 'Sesi diakhiri oleh tim',
      cancel: 'Sesi dibatalkan oleh tim',
    },
    support: {
      list: 'Daftar ruang bantuan dibuka',
      read: 'Ruang bantuan dibaca',
      listen: 'Ruang bantuan diikuti langsung',
      manage: 'Ruang bantuan diatur',
      export: 'Ruang bantuan diekspor',
    },
    template: {
      create: 'Templat dibuat',
      update: 'Templat diubah',
      delete: 'Templat dihapus',
    },
    group: {
      create: 'Grup dibuat',
      change: 'Grup diubah',
      join: 'Anggota grup ditambahkan',
      leave: 'Anggota keluar dari grup',
    },
    assignment: {
      create: 'Psikolog ditugaskan',
      end: 'Penugasan diakhiri',
    },
    conversation: {
      hold: 'Percakapan ditahan dari penghapusan',
      release: 'Penahanan percakapan dicabut',
      erase: 'Percakapan dihapus',
    },
    person: {
      remove: 'Data orang dihapus',
    },
    audit: {
      read: 'Log audit dibuka',
    },
  },
};
