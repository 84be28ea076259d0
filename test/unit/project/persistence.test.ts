import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import ormconfig from '../../../ormconfig';

const ROOT = join(__dirname, '../../..');
const ENTITIES = join(ROOT, 'src/database/entities');

interface SourceFile {
  path: string;
  tree: ts.SourceFile;
}

/** The server's code, without entities and the web app. */
const sources: SourceFile[] = ['src', 'jobs']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(ROOT, folder, name),
    ),
  )
  .filter((path) => /(?<!\.d)\.ts$/.test(path) && !/\/src\/(web|database\/entities)\//.test(path))
  .map((path) => ({
    path,
    tree: ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true),
  }));

const isRepository = ({ path }: SourceFile): boolean => path.endsWith('-repository.ts');

/** Names of the entities that a file imports as values. */
function importedEntities({ path, tree }: SourceFile): string[] {
  return tree.statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause, moduleSpecifier }) => {
      const bindings = importClause?.namedBindings;
      const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      if (isType || !bindings || !ts.isNamedImports(bindings)) return [];
      if (!ts.isStringLiteral(moduleSpecifier)) return [];
      if (!resolve(path, '..', moduleSpecifier.text).startsWith(ENTITIES)) return [];
      return bindings.elements
        .filter(({ isTypeOnly }) => !isTypeOnly)
        .map(({ name, propertyName }) => (propertyName ?? name).text);
    });
}

describe('persistence', () => {
  it('reads or writes every entity through a repository', () => {
    const { entities } = ormconfig.options;
    const names = Object.values(entities ?? {}).map((entity) =>
      typeof entity === 'function' ? entity.name : '',
    );
    expect(names.length).toBeGreaterThanOrEqual(30);
    const used = new Set(sources.filter(isRepository).flatMap(importedEntities));
    expect(names.filter((name) => !used.has(name))).toEqual([]);
  });
});
