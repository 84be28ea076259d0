import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { TIME_ZONE } from './book-demo-session';

export type Viewer = 'client' | 'psychologist' | 'team';

export interface Cell {
  viewer: Viewer;
  /** What two viewers see of one event stands in one line. */
  event: string;
  text: string;
  /** Shown less boldly: typing, marks, counters. */
  dim?: boolean;
}

interface Row {
  at: number;
  cells: Map<Viewer, Cell>;
}

const VIEWERS: readonly Viewer[] = ['client', 'psychologist', 'team'];
const TIME_WIDTH = 8;
const GAP = '  ';
/** How long a line waits for the others who see the same. */
const ROW_DELAY_MS = 120;
const COLOURS: Record<Viewer, string> = { client: '36', psychologist: '35', team: '33' };

/** What three people see, side by side, a line for each event; colour only for a terminal. */
export class ColumnPrinter {
  private readonly rows = new Map<string, Row>();
  private readonly columnWidth: number;

  constructor(private readonly out: NodeJS.WriteStream) {
    const whole = Math.min(Math.max(out.columns ?? 120, 80), 150);
    this.columnWidth = Math.floor(
      (whole - TIME_WIDTH - GAP.length * VIEWERS.length) / VIEWERS.length,
    );
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
    const fresh = { at: Date.now(), cells: new Map([[cell.viewer, cell]]) };
    this.rows.set(cell.event, fresh);
    setTimeout(() => this.printRow(cell.event, fresh), ROW_DELAY_MS);
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

  private paint(text: string, viewer: Viewer, quiet = false): string {
    if (!this.out.isTTY) return text;
    return `\u001b[${quiet ? '2' : COLOURS[viewer]}m${text}\u001b[0m`;
  }
}

/** The time of day where the demonstration takes place. */
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

/** Emoji take two places of a terminal. */
function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  return columns;
}
