import { createWriteStream, mkdirSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { join } from 'node:path';

const WARNING = 40;
const LEVELS: Record<number, string> = { 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

export interface ProcessLog {
  write: (text: string) => void;
  close: () => void;
}

/**
 * Writes all output of a process to `<name>.log` and passes on what belongs on the terminal:
 * warnings, errors, and lines that are not log entries.
 */
export function openProcessLog(
  directory: string,
  name: string,
  show: (line: string) => void,
): ProcessLog {
  mkdirSync(directory, { recursive: true });
  const file: WriteStream = createWriteStream(join(directory, `${name}.log`));
  file.on('error', () => undefined);
  return {
    write: (text) => {
      file.write(`${text}\n`);
      const shown = terminalText(text);
      if (shown !== undefined) show(`[${name}] ${shown}`);
    },
    close: () => file.end(),
  };
}

function terminalText(text: string): string | undefined {
  const entry = parse(text);
  if (entry === undefined) return text.trim() === '' ? undefined : text;
  if (entry.level < WARNING) return undefined;
  const cause = entry.err?.message === undefined ? '' : ` (${entry.err.message})`;
  return `${LEVELS[entry.level] ?? 'WARN'} ${entry.msg ?? ''}${cause}`;
}

interface Entry {
  level: number;
  msg?: string;
  err?: { message?: string };
}

function parse(text: string): Entry | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Entry>;
    return typeof value.level === 'number' ? { ...value, level: value.level } : undefined;
  } catch {
    return undefined;
  }
}
