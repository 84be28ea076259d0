import { parseArgs } from 'node:util';

/** What the command was asked to do. */
export interface Command {
  port: number;
  host: string;
  keys: string[];
  withParent: boolean;
  provisioning: boolean;
  admin: boolean;
}

const USAGE = 'Usage: local-ably --port 3001 --key app.key:secret [--key …] [--host 127.0.0.1]';

/** Reads the command line; keys may also come from LOCAL_ABLY_KEYS, separated by commas. */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv): Command {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3001' },
      host: { type: 'string', default: '127.0.0.1' },
      key: { type: 'string', multiple: true, default: [] },
      'with-parent': { type: 'boolean', default: false },
      provisioning: { type: 'boolean', default: false },
      admin: { type: 'boolean', default: false },
    },
  });
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
  };
}
