import { parseArgs } from 'node:util';
import { createUser, createUserSchema } from '../accounts/passwords/create-user';
import {
  LINK_HOURS,
  passwordLinkUrl,
  renewPasswordLink,
} from '../accounts/passwords/issue-password-link';
import { loadConfig } from '../config/config';
import type { Config } from '../config/config';
import { readEnv } from '../config/env';
import { currentOperator } from './operator';
import { runCommand, withDatabase } from './run-command';

const USAGE = `Usage:
  users create --role team|psychologist|client --email <address> --name <full name>
  users link --email <address>
Prints a link with which the person sets a password. It works once, within ${LINK_HOURS} hours; a new link replaces it.`;

interface Command {
  name: string;
  values: { role?: string; email?: string; name?: string };
}

/** `npm run users -- …`, in the image `users …`. */
async function main(): Promise<number> {
  const command = readCommand();
  const { config } = loadConfig(readEnv(), { tokens: false });
  const publicUrl = publicUrlOf(config);
  const by = currentOperator();
  const secret = await withDatabase(config, ({ manager }) =>
    command.name === 'create'
      ? createUser(manager, parse(command), by)
      : renewPasswordLink(manager, command.values.email ?? '', by),
  );
  const link = passwordLinkUrl(publicUrl, secret);
  process.stdout.write(
    `Pass this link on to ${command.values.email}. It sets a password, once, within ${LINK_HOURS} hours:\n${link}\n`,
  );
  return 0;
}

function readCommand(): Command {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { role: text, email: text, name: text },
    allowPositionals: true,
  });
  const [name = ''] = positionals;
  const isComplete = name === 'create' || (name === 'link' && values.email !== undefined);
  if (positionals.length !== 1 || !isComplete) throw new Error(USAGE);
  return { name, values };
}

function parse({ values: { role, email, name: fullName } }: Command) {
  const parsed = createUserSchema.safeParse({ role, email, fullName });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const [field] = path;
    return `--${field === 'fullName' ? 'name' : String(field)}: ${message}`;
  });
  throw new Error(`${faults.join('\n')}\n${USAGE}`);
}

function publicUrlOf({ publicUrl, production, port }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  if (!production) return `http://localhost:${port}`;
  throw new Error('PUBLIC_URL: is missing; the link begins with it, such as https://example.org');
}

runCommand(main);
