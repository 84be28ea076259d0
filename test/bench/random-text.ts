/** Words of counseling conversations; earlier ones are chosen more often, as in natural language. */
const WORDS = (
  'saya aku yang dan tidak itu ini di ke dengan sudah kamu untuk ada bisa juga merasa kalau hari ' +
  'karena lagi apa mau dari jadi masih sekali anak tapi sama saja akan malam bayi suami cemas ' +
  'takut tidur kerja rumah ibu sering pernah kita mereka waktu lebih kurang sangat terima kasih ' +
  'bagaimana kenapa kapan besok kemarin pagi siang minggu bulan tahun dokter obat sakit perut ' +
  'kepala mual pusing lelah sedih senang marah tenang menangis mencemaskan kecemasan perasaan ' +
  'pikiran memikirkan membantu bantuan berbicara pembicaraan mendengarkan menulis catatan latihan ' +
  'pernapasan istirahat beristirahat kehamilan hamil persalinan melahirkan menyusui kandungan ' +
  'pemeriksaan diperiksa kesehatan sehat makanan makan minuman minum keluarga mertua orangtua ' +
  'sekolah kuliah ujian tugas pekerjaan kantor atasan teman sahabat kehilangan harapan berharap ' +
  'mencoba percobaan berubah perubahan kebiasaan terbiasa menenangkan ketenangan bernapas sendiri ' +
  'sendirian bersama menjaga penjagaan kepercayaan percaya diri menerima penerimaan memaafkan ' +
  'feeling worried anxious better sleep therapy session support family tired stress focus'
).split(' ');

const MIN_WORDS = 4;
const WORD_RANGE = 24;

/** A message of 4 to 27 words; 5 % of them are random strings, like names and numbers. */
export function randomText(): string {
  const count = MIN_WORDS + Math.floor(Math.random() * WORD_RANGE);
  return Array.from({ length: count }, randomWord).join(' ');
}

function randomWord(): string {
  if (Math.random() < 0.05) return Math.random().toString(36).slice(2, 8);
  return WORDS[Math.floor(WORDS.length * Math.random() ** 2)] ?? '';
}
