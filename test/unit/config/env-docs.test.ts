import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage, envExample } from '../../../src/config/env-docs';
import { envSchema } from '../../../src/config/env-schema';

const read = (path: string): string => readFileSync(join(__dirname, '../../..', path), 'utf8');

describe('generated configuration documents', () => {
  it('match the environment schema (npm run docs:env)', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage());
    expect(read('.env.example')).toBe(envExample());
  });

  it.each(Object.keys(envSchema.shape))('describe %s', (name) => {
    expect(configurationPage()).toMatch(new RegExp(`^\\| \`${name}\` \\| .+ \\| .{8,} \\|$`, 'm'));
    expect(envExample()).toMatch(new RegExp(`^#${name}=`, 'm'));
  });
});
