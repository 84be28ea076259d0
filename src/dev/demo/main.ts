import { DemoApi, DemoError } from './demo-api';
import { runDemoSession } from './run-demo-session';
import { ColumnPrinter } from './column-printer';
import { dataDirectory } from '../project-root';
import { runningUrl } from '../start-lock';

const EXAMPLE_URL = 'http://127.0.0.1:3000';

/** Where to look when nothing is said: at what `npm start` runs in this folder. */
const defaultUrl = (): string => runningUrl(dataDirectory()) ?? EXAMPLE_URL;

/** `npm run demo`: a whole session in about a minute, against a system that runs already. */
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
    `"${args.join(' ')}" is not understood. The only option is: npm run demo -- --url ${EXAMPLE_URL}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  const reason = error instanceof DemoError ? error.message : String(error);
  process.stderr.write(`\nThe demo ended early: ${reason}\n`, () => process.exit(1));
});
