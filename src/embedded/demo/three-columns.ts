import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { ZONE } from './book-demo-session';

export type Viewer = 'client' | 'psychologist' | 'team';

export interface Cell {
  viewer: Viewer;
  /** What two viewers see of one event stands in one line. */
  event: string;
  text: string;
  /** Shown less boldly: typing, marks, counters. */
  quiet?: boolean;
}

interface Row {
  at: number;
  cells: Map<Viewer, Cell>;
}

const VIEWERS: readonly Viewer[] = ['client', 'psychologist', 'team'];
const CLOCK_WIDTH = 8;
const GAP = '  ';
/** How long a line waits for the others who see the same. */
const GATHER_MS = 120;
const COLOURS: Record<Viewer, string> = { client: '36', psychologist: '35', team: '33' };

/** What three people see, side by side, a line for each event; colour only for a terminal. */
export class ThreeColumns {
  private readonly rows = new Map<string, Row>();
  private readonly width: number;

  constructor(private readonly out: NodeJS.WriteStream) {
    const whole = Math.min(Math.max(out.columns ?? 120, 80), 150);
    this.width = Math.floor((whole - CLOCK_WIDTH - GAP.length * VIEWERS.length) / VIEWERS.length);
  }

  head(names: Record<Viewer, string>): void {
    const cells = VIEWERS.map((viewer) => this.paint(pad(names[viewer], this.width), viewer));
    this.print('WIB'.padEnd(CLOCK_WIDTH), cells);
    this.print(
      '─'.repeat(CLOCK_WIDTH),
      VIEWERS.map(() => '─'.repeat(this.width)),
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
    setTimeout(() => this.finish(cell.event, fresh), GATHER_MS);
  }

  /** Resolves when everything shown so far is printed. */
  async settled(): Promise<void> {
    await pause(GATHER_MS * 2);
  }

  private finish(event: string, row: Row): void {
    if (this.rows.get(event) === row) this.rows.delete(event);
    const columns = VIEWERS.map((viewer) => wrap(row.cells.get(viewer)?.text ?? '', this.width));
    const height = Math.max(...columns.map((lines) => lines.length));
    for (let line = 0; line < height; line += 1) {
      const cells = columns.map((lines, index) => {
        const viewer = VIEWERS[index] ?? 'team';
        const text = pad(lines[line] ?? '', this.width);
        return this.paint(text, viewer, row.cells.get(viewer)?.quiet);
      });
      this.print(line === 0 ? clock(row.at) : ' '.repeat(CLOCK_WIDTH), cells);
    }
  }

  private print(time: string, cells: string[]): void {
    this.out.write(`${[time, ...cells].join(GAP).trimEnd()}\n`);
  }

  private paint(text: string, viewer: Viewer, quiet = false): string {
    if (!this.out.isTTY) return text;
    return `\u001b[${quiet ? '2' : COLOURS[viewer]}m${text}\u001b[0m`;
  }
}

/** The time of day where the demonstration takes place. */
export function clock(at: number | string): string {
  return DateTime.fromMillis(new Date(at).getTime(), { zone: ZONE }).toFormat('HH:mm:ss');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

/** Emoji take two places of a terminal. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  return columns;
}
