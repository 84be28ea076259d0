import sharp from 'sharp';

const DAYS = ['Sen', 'Sel', 'Rab', 'Kam', 'Jum', 'Sab', 'Min'];
const PRACTICED = [true, true, false, true, true, false, true];

/** An image of a handwritten page of notes. */
export function notesImage(): Promise<Buffer> {
  const rows = DAYS.map((day, index) => {
    const y = 190 + index * 84;
    const mark = PRACTICED[index] ? '✓  10 menit' : '–';
    return `<line x1="60" x2="1140" y1="${y + 24}" y2="${y + 24}" stroke="#c9b99f" stroke-width="2"/>
      <text x="90" y="${y}">${day}</text><text x="330" y="${y}">${mark}</text>`;
  });
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">
    <rect width="1200" height="800" fill="#f7efdf"/>
    <g font-family="sans-serif" font-size="44" fill="#3c3a4a">
      <text x="90" y="100" font-size="52">Catatan napas</text>${rows.join('')}</g></svg>`;
  return sharp(Buffer.from(page)).png().toBuffer();
}
