import { csvLine } from '../../../src/api/support/csv-line';

/** Cells as a spreadsheet reads a line whose separator is that of the reader's locale. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (isQuoted && character === '"' && line[at + 1] === '"') {
      cell += character;
      at += 1;
    } else if (character === '"' && (isQuoted || cell === '')) {
      isQuoted = !isQuoted;
    } else if (!isQuoted && (character === separator || /[\r\n]/.test(character))) {
      cells.push(cell);
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...cells, cell];
}

/** Spreadsheets skip what cannot be seen. */
const isFormula = (cell: string): boolean =>
  /^["\s\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠]/u.test(cell);

const FORMULA = "=cmd|' /C calc'!A1";
const ATTACKS = [
  FORMULA,
  `;${FORMULA}`,
  `halo;${FORMULA}`,
  `\t${FORMULA}`,
  `halo\t${FORMULA}`,
  `|${FORMULA}`,
  `halo\n${FORMULA}`,
  `\u200b${FORMULA}`,
  `\ufeff \u2060${FORMULA}`,
  `;\u200b${FORMULA}`,
  `;"${FORMULA}"`,
  `";${FORMULA}`,
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '+1',
  '-1',
  '@SUM(1)',
  '\r=1',
];

describe('a line of CSV', () => {
  it.each([',', ';', '\t', '|'])(
    'has no formula for a reader whose locale separates cells by %j',
    (separator) => {
      for (const attack of ATTACKS) {
        const line = csvLine([1, attack, 'Citra']);
        expect([attack, cellsOf(line, separator).filter(isFormula)]).toEqual([attack, []]);
      }
    },
  );

  it('quotes every cell and leaves other texts as they are', () => {
    const texts = ['Baris "satu",\nbaris dua', 'a = b', 'Terima kasih 🙏', '3-4; ya', ''];
    const line = csvLine([7, ...texts, null]);
    expect(line).toBe(
      '"7","Baris ""satu"",\nbaris dua","a = b","Terima kasih 🙏","3-4; ya","",""\r\n',
    );
  });
});
