/** The team's page on system health. */
export const systemHealth = {
  title: 'Kondisi sistem',
  intro: 'Seberapa tepat waktu sesi berjalan, dan apakah setiap komponen berfungsi.',
  queueBoard: 'Antrean pekerjaan',
  parts: {
    heading: 'Komponen sistem',
    database: 'Database',
    redis: 'Redis',
    ably: 'Ably',
    worker: 'Worker lini masa',
    ok: 'Berfungsi',
    failing: {
      database: 'Tidak merespons: data tidak bisa dibaca atau disimpan',
      redis: 'Tidak merespons: langkah tetap berjalan, tetapi bisa sedikit terlambat',
      redisRefuses:
        'Penuh atau hanya bisa dibaca: penulisan ditolak. Langkah tetap berjalan; periksa memori dan disk Redis',
      ably: 'Tidak merespons: pesan tersimpan dan akan dikirim setelah pulih',
      worker: 'Tidak aktif: sesi tidak dibuka atau diakhiri secara otomatis',
    },
    checkedAt: 'Diperiksa pukul {{time}}, diperbarui setiap 5 detik.',
    staleSince: 'Data terakhir dari pukul {{time}}; pemeriksaan sesudahnya gagal.',
  },
  problems: {
    title_one: '{{count}} hal perlu diperhatikan',
    title_other: '{{count}} hal perlu diperhatikan',
    'database-failing': 'Database tidak merespons.',
    'master-key-missing':
      'Ada kunci enkripsi yang belum terpasang di server ini. Mulai ulang dengan semua kunci yang dipakai.',
    'master-key-old':
      'Kunci enkripsi sudah dipakai {{days}} hari. Data yang dihapus masih terbaca di cadangan sampai kuncinya diganti.',
    'team-missing':
      'Belum ada anggota tim yang bisa masuk. Buat akunnya dengan perintah `users create`.',
    'redis-failing': 'Redis tidak merespons.',
    'redis-refuses-writes': 'Redis menolak penulisan ({{subject}}).',
    'redis-nearly-full': 'Redis memakai {{percent}}% memori. Tambah memori sebelum penuh.',
    'ably-failing': 'Ably tidak merespons.',
    'worker-missing': 'Tidak ada worker yang berjalan.',
    'worker-silent':
      '{{subject}} tidak mengirim tanda aktif selama {{age}}. Worker lain mengambil alih; mulai ulang worker ini.',
    'loop-stalled':
      'Loop {{subject}} terakhir berjalan {{age}} yang lalu. Bila tetap macet, worker memulai ulang dirinya.',
    'shard-without-worker':
      'Sebuah shard outbox tidak punya worker selama {{age}}. Pastikan ada worker yang berjalan.',
    'delivery-late':
      'Sebuah event untuk {{subject}} sudah menunggu {{age}} (batas {{limit}}). Periksa log worker.',
    'steps-overdue':
      'Sebuah langkah sesi sudah terlambat {{age}} (batas {{limit}}). Lihat daftarnya di bawah.',
    'clock-differs':
      'Jam {{subject}} meleset {{age}}. Sesi tidak terpengaruh; periksa sinkronisasi waktunya.',
    'clock-of-api':
      'Jam server ini meleset {{age}}. Sesi tidak terpengaruh; periksa sinkronisasi waktunya.',
    'ably-clock-differs':
      'Jam database berbeda {{age}} dari jam Ably. Periksa sinkronisasi waktunya sebelum Ably menolak koneksi.',
  },
  measures: {
    title: 'Pengiriman, memori, dan jam',
    lead: 'Berapa lama event tertua menunggu dikirim, dan hal lain yang punya batas.',
    delivered: 'tidak ada yang menunggu',
    waiting: 'menunggu {{age}}',
    redis: 'Memori Redis',
    memory: '{{used}} MiB',
    memoryOf: '{{used}} dari {{max}} MiB',
    clock: 'Jam server ini',
    ablyClock: 'Jam Ably',
    ahead: '{{age}} lebih cepat dari database',
    behind: '{{age}} lebih lambat dari database',
  },
  destinations: { realtime: 'Ably', feed: 'Soket', timers: 'Timer' },
  workers: {
    title: 'Worker',
    lead: 'Setiap worker, apa yang dikirimkannya, dan kapan loop-nya terakhir berjalan.',
    none: 'Tidak ada worker yang berjalan.',
    heartbeat: 'Tanda aktif terakhir {{age}} yang lalu',
    leases: '{{destination}}: shard {{shards}}',
    noLeases: 'Tidak mengirimkan shard outbox mana pun',
    loops: 'Daftar loop',
    loop: 'Nama',
    lastRound: 'Terakhir berjalan',
    limit: 'Batas',
  },
  noMetrics: {
    title: 'Metrik belum bisa dibaca',
    text: 'Database tidak merespons. Metrik muncul lagi dengan sendirinya setelah pulih.',
  },
  steps: {
    'initial-message': 'Pembuka',
    'enable-chat': 'Buka',
    'end-button': 'Pengingat',
    'auto-end': 'Akhir',
  },
  lateness: {
    title: 'Keterlambatan per langkah',
    lead_one: '{{number}} langkah dijalankan sistem dalam {{hours}} jam terakhir.',
    lead_other: '{{number}} langkah dijalankan sistem dalam {{hours}} jam terakhir.',
    none: 'Belum ada langkah yang dijalankan dalam periode ini.',
    step: 'Langkah',
    count: 'Jumlah',
    median: 'Median',
    p95: 'p95',
    max: 'Terlama',
  },
  perMinute: {
    title: 'Langkah per menit',
    lead: '{{total}} langkah dalam satu jam terakhir, paling banyak {{most}} dalam satu menit.',
    steps: 'Langkah',
  },
  queue: {
    title: 'Antrean',
    empty: 'Tidak ada yang menunggu dikirim.',
    lead_one: '{{number}} event menunggu dikirim, sudah {{age}}.',
    lead_other: '{{number}} event menunggu dikirim, yang paling lama sudah {{age}}.',
    failed_one: '{{count}} event gagal dikirim setelah semua percobaan. Periksa log worker.',
    failed_other: '{{count}} event gagal dikirim setelah semua percobaan. Periksa log worker.',
    waiting: 'Menunggu dikirim',
    overdue: 'Langkah terlambat',
  },
  overdue: {
    title: 'Langkah yang terlambat',
    description: 'Langkah yang sudah waktunya tetapi belum dijalankan.',
    lead_one: '{{number}} langkah sudah waktunya tetapi belum dijalankan.',
    lead_other: '{{number}} langkah sudah waktunya tetapi belum dijalankan.',
    none: 'Tidak ada. Semua langkah berjalan tepat waktu.',
    step: '{{step}}, seharusnya pukul {{time}}',
  },
  zones: {
    title_one: '{{count}} janji terkena perubahan aturan zona waktu',
    title_other: '{{count}} janji terkena perubahan aturan zona waktu',
    text: 'Jam yang dipesan tetap berlaku. Klien dan psikolog sudah diberi tahu bila waktunya bergeser; hubungi keduanya bila janji tidak bisa dipindahkan.',
    moved: '{{zone}}, dipindahkan dari {{from}} ke {{to}} (waktu perangkat ini)',
    unresolved: '{{zone}}, tidak bisa dipindahkan: masih {{from}} (waktu perangkat ini)',
  },
};
