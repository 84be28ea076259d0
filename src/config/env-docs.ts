import { z } from 'zod';
import { COMPOSE_VARIABLES } from './compose-variables';
import { ENV_SECTIONS } from './env-schema';

/* docs/configuration.md and .env.example, generated from the environment schema. */

interface Variable {
  name: string;
  fallback: string | undefined;
  meaning: string;
}

interface JsonProperty {
  default?: unknown;
  description?: string;
}

const INTRODUCTION = `<!-- Generated from src/config/env-schema.ts by \`npm run docs:env\`. -->

# Configuration

The API and the worker are configured by environment variables. \`npm start\` needs none; the
processes of a deployment need \`DATABASE_URL\`, \`REDIS_URL\`, \`ABLY_API_KEY\` and, with
\`NODE_ENV=production\`, their own \`JWT_SECRET\` and \`CONTENT_MASTER_KEY\`. An empty value counts as
unset. All faults are listed at startup, and the process exits.

Durations are ISO 8601 such as \`PT90S\`, \`PT10M\` or \`P365D\`; switches are \`true\` or \`false\`.
`;

const COMPOSE_ONLY = [
  '## `docker compose` only',
  '',
  '| Name | Meaning |',
  '| --- | --- |',
  ...COMPOSE_VARIABLES.map(({ name, meaning }) => `| \`${name}\` | ${meaning} |`),
  '',
].join('\n');

const START_ONLY = `## \`npm start\` only

| Name | Default | Meaning |
| --- | --- | --- |
| \`RUANG_DIRI_DATA_DIR\` | \`.data\` | Folder of the PostgreSQL, Redis and files that \`npm start\` runs with. |
`;

function variablesOf(section: keyof typeof ENV_SECTIONS): Variable[] {
  const { properties = {} } = z.toJSONSchema(z.object(ENV_SECTIONS[section]), {
    io: 'input',
    unrepresentable: 'any',
  });
  const isSecret = section === 'Secrets';
  return Object.entries(properties as Record<string, JsonProperty>).map(([name, property]) => ({
    name,
    fallback:
      property.default === undefined || isSecret ? undefined : JSON.stringify(property.default),
    meaning: property.description ?? '',
  }));
}

const sections = (): [string, Variable[]][] =>
  (Object.keys(ENV_SECTIONS) as (keyof typeof ENV_SECTIONS)[]).map((section) => [
    section,
    variablesOf(section),
  ]);

const unquoted = (json: string): string => json.replace(/^"|"$/g, '');

export function configurationPage(): string {
  const tables = sections().map(([section, variables]) =>
    [
      `## ${section}\n`,
      '| Name | Default | Meaning |',
      '| --- | --- | --- |',
      ...variables.map(({ name, fallback, meaning }) => {
        const shown = fallback === undefined ? '–' : `\`${unquoted(fallback)}\``;
        return `| \`${name}\` | ${shown} | ${meaning} |`;
      }),
      '',
    ].join('\n'),
  );
  return [INTRODUCTION, ...tables, COMPOSE_ONLY, START_ONLY].join('\n');
}

export function envExample(): string {
  const blocks = sections().map(([section, variables]) =>
    [
      `# ${section.replaceAll('`', '')}`,
      ...variables.flatMap(({ name, fallback = '', meaning }) => [
        `# ${meaning.replaceAll('`', '')}`,
        `#${name}=${unquoted(fallback)}`,
      ]),
    ].join('\n'),
  );
  const compose = [
    '# docker compose only; docs/deployment.md writes them',
    ...COMPOSE_VARIABLES.flatMap(({ name, meaning }) => [
      `# ${meaning.replaceAll('`', '')}`,
      `#${name}=`,
    ]),
  ].join('\n');
  return [
    '# Copy to .env for docker compose or node --env-file=.env. Uncomment what differs from the default.',
    ...blocks,
    compose,
    '',
  ].join('\n\n');
}
