import { DemoApi, DemoFault } from './demo/demo-api';
import { playSession } from './demo/play-session';
import { ThreeColumns } from './demo/three-columns';
import { dataFolder } from './project-root';
import { runningUrl } from './start-lock';

const EXAMPLE = 'http://127.0.0.1:3000';

/** Where to look when nothing is said: at what `npm start` runs in this folder. */
const here = (): string => runningUrl(dataFolder()) ?? EXAMPLE;

/** `npm run demo`: a whole session in about a minute, against a system that runs already. */
async function main(): Promise<void> {
  const api = new DemoApi(readUrl(process.argv.slice(2)));
  await playSession({ api, screen: new ThreeColumns(process.stdout), print });
}

function readUrl(args: string[]): string {
  const [option, value, ...rest] = args.flatMap((arg) =>
    arg.startsWith('--url=') ? ['--url', arg.slice('--url='.length)] : [arg],
  );
  if (option === undefined) return here();
  if (option === '--url' && value && rest.length === 0 && /^https?:/.test(value)) {
    if (URL.canParse(value)) return value.replace(/\/+$/, '');
  }
  throw new DemoFault(
    `"${args.join(' ')}" is not understood. The only option is: npm run demo -- --url ${EXAMPLE}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  const reason = error instanceof DemoFault ? error.message : String(error);
  process.stderr.write(`\nThe demo ended early: ${reason}\n`, () => process.exit(1));
});
