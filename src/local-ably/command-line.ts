import { parseArgs } from 'node:util';

export interface Command {
  port: number;
  host: string;
  keys: string[];
  withParent: boolean;
  provisioning: boolean;
  admin: boolean;
  revocableTokens: boolean;
}

export const USAGE =
  'Usage: npm run local-ably -- --port 3001 --key app.key:secret [--key …] [--host 127.0.0.1] ' +
  '[--admin] [--provisioning] [--revocable-tokens] [--with-parent]';

const OPTIONS = {
  port: { type: 'string', default: '3001' },
  host: { type: 'string', default: '127.0.0.1' },
  key: { type: 'string', multiple: true, default: [] as string[] },
  'with-parent': { type: 'boolean', default: false },
  provisioning: { type: 'boolean', default: false },
  admin: { type: 'boolean', default: false },
  'revocable-tokens': { type: 'boolean', default: false },
} as const;

/** Reads the command line; further keys come from LOCAL_ABLY_KEYS, separated by commas. */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv): Command {
  const values = parse(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}". ${USAGE}`);
  }
  const fromEnv = (env['LOCAL_ABLY_KEYS'] ?? '').split(',').map((key) => key.trim());
  const keys = [...values.key, ...fromEnv.filter((key) => key !== '')];
  if (keys.length === 0 && !values.provisioning) {
    throw new Error(`No key given: use --key or LOCAL_ABLY_KEYS. ${USAGE}`);
  }
  return {
    port,
    host: values.host,
    keys,
    withParent: values['with-parent'],
    provisioning: values.provisioning,
    admin: values.admin,
    revocableTokens: values['revocable-tokens'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. ${USAGE}`, { cause: error });
  }
}
