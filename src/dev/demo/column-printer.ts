import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { TIME_ZONE } from './book-demo-session';

export type Viewer = 'client' | 'psychologist' | 'team';

export interface Cell {
  viewer: Viewer;
  /** Cells of several viewers with the same event share a row. */
  event: string;
  text: string;
  /** For typing, receipts and counters. */
  dim?: boolean;
}

interface Row {
  at: number;
  cells: Map<Viewer, Cell>;
}

const VIEWERS: readonly Viewer[] = ['client', 'psychologist', 'team'];
const TIME_WIDTH = 8;
const GAP = '  ';
/** How long a row waits for the cells of the other viewers. */
const ROW_DELAY_MS = 120;
const COLOURS: Record<Viewer, string> = { client: '36', psychologist: '35', team: '33' };

/** Prints events in one column per viewer, one row per event; in colour on a terminal. */
export class ColumnPrinter {
  private readonly rows = new Map<string, Row>();
  private readonly columnWidth: number;

  constructor(private readonly out: NodeJS.WriteStream) {
    const total = Math.min(Math.max(out.columns ?? 120, 80), 150);
    const gaps = GAP.length * VIEWERS.length;
    this.columnWidth = Math.floor((total - TIME_WIDTH - gaps) / VIEWERS.length);
  }

  printHeader(names: Record<Viewer, string>): void {
    const cells = VIEWERS.map((viewer) => this.paint(pad(names[viewer], this.columnWidth), viewer));
    this.printLine('WIB'.padEnd(TIME_WIDTH), cells);
    this.printLine(
      '─'.repeat(TIME_WIDTH),
      VIEWERS.map(() => '─'.repeat(this.columnWidth)),
    );
  }

  show(cell: Cell): void {
    const row = this.rows.get(cell.event);
    if (row && !row.cells.has(cell.viewer)) {
      row.cells.set(cell.viewer, cell);
      return;
    }
    const newRow = { at: Date.now(), cells: new Map([[cell.viewer, cell]]) };
    this.rows.set(cell.event, newRow);
    setTimeout(() => this.printRow(cell.event, newRow), ROW_DELAY_MS);
  }

  /** Resolves when everything shown so far is printed. */
  async flush(): Promise<void> {
    await pause(ROW_DELAY_MS * 2);
  }

  private printRow(event: string, row: Row): void {
    if (this.rows.get(event) === row) this.rows.delete(event);
    const columns = VIEWERS.map((viewer) =>
      wrap(row.cells.get(viewer)?.text ?? '', this.columnWidth),
    );
    const height = Math.max(...columns.map((lines) => lines.length));
    for (let line = 0; line < height; line += 1) {
      const cells = columns.map((lines, index) => {
        const viewer = VIEWERS[index] ?? 'team';
        const text = pad(lines[line] ?? '', this.columnWidth);
        return this.paint(text, viewer, row.cells.get(viewer)?.dim);
      });
      this.printLine(line === 0 ? formatTime(row.at) : ' '.repeat(TIME_WIDTH), cells);
    }
  }

  private printLine(time: string, cells: string[]): void {
    this.out.write(`${[time, ...cells].join(GAP).trimEnd()}\n`);
  }

  private paint(text: string, viewer: Viewer, dim = false): string {
    if (!this.out.isTTY) return text;
    return `\u001b[${dim ? '2' : COLOURS[viewer]}m${text}\u001b[0m`;
  }
}

/** Time of day in the practice's time zone. */
export function formatTime(at: number | string): string {
  return DateTime.fromMillis(new Date(at).getTime(), { zone: TIME_ZONE }).toFormat('HH:mm:ss');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Emoji take two terminal columns. */
function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  return columns;
}
