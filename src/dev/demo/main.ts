import { DemoApi, DemoError } from './demo-api';
import { runDemoSession } from './run-demo-session';
import { ColumnPrinter } from './column-printer';
import { dataDirectory } from '../project-root';
import { runningUrl } from '../start-lock';

const EXAMPLE_URL = 'http://127.0.0.1:3000';

/** The system that `npm start` runs in this folder. */
const defaultUrl = (): string => runningUrl(dataDirectory()) ?? EXAMPLE_URL;

/** `npm run demo`: a whole session in about a minute, against a running system. */
async function main(): Promise<void> {
  const api = new DemoApi(readUrl(process.argv.slice(2)));
  await runDemoSession({ api, screen: new ColumnPrinter(process.stdout), print });
}

function readUrl(args: string[]): string {
  const [option, value, ...rest] = args.flatMap((arg) =>
    arg.startsWith('--url=') ? ['--url', arg.slice('--url='.length)] : [arg],
  );
  if (option === undefined) return defaultUrl();
  if (option === '--url' && value && rest.length === 0 && /^https?:/.test(value)) {
    if (URL.canParse(value)) return value.replace(/\/+$/, '');
  }
  throw new DemoError(
    `Invalid arguments: ${args.join(' ')}. The only option is: npm run demo -- --url ${EXAMPLE_URL}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  const reason = error instanceof DemoError ? error.message : String(error);
  process.stderr.write(`\nThe demo failed: ${reason}\n`, () => process.exit(1));
});
