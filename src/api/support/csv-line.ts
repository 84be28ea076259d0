/**
 * What spreadsheets take for the beginning of a formula, wide forms included, after characters that
 * they skip: quotes, white space and invisible ones.
 */
const SKIPPED = String.raw`["'\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*`;
const FORMULA_START = '[=+\\-@＝＋－＠﹦﹢﹣﹫]';
const FORMULA = `(?=${SKIPPED}${FORMULA_START})`;
const AT_START = new RegExp(`^${FORMULA}`, 'u');
/** What another locale would read as the start of a cell: its separator may be `;`. */
const AFTER_SEPARATOR = new RegExp(`[;,|\\t\\r\\n]${FORMULA}`, 'gu');

/**
 * One line of a CSV file (RFC 4180). Every cell is quoted, and an apostrophe keeps a text from running as
 * a formula, wherever the separator of the reader's locale splits it. There is no `sep=,` in the first
 * line: other programs read it as a record, and Excel then ignores that the file is UTF-8.
 */
export function csvLine(fields: (string | number | null)[]): string {
  return `${fields.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = text.replace(AFTER_SEPARATOR, "$&'").replace(AT_START, "'");
  return `"${safe.replace(/"/g, '""')}"`;
}
