import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as ts from 'typescript';
import ormconfig from '../../../ormconfig';

const ROOT = join(__dirname, '../../..');
const ENTITIES = join(ROOT, 'src/database/entities');
const MAX_HAND_WRITTEN_STATEMENTS = 25;
/** What QueryBuilder lacks, or how many times slower its statement was: `1.4 ×`. */
const REASON = /\bQueryBuilder\b|\d ×/;

interface SourceFile {
  path: string;
  tree: ts.SourceFile;
}

interface Statement {
  file: SourceFile;
  call: ts.CallExpression;
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

/** Hand-written SQL: calls of `query` on an entity manager, a query runner or a data source. */
function statementsOf(file: SourceFile): Statement[] {
  const found: Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isQuery(node.expression)) found.push({ file, call: node });
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

const isQuery = (callee: ts.Expression): boolean =>
  ts.isPropertyAccessExpression(callee) && callee.name.text === 'query';

/** Comments before the statement and before the constants that its text consists of. */
function commentsOn({ file: { tree }, call }: Statement): string {
  const names = new Set<string>();
  const collect = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, collect);
  };
  const [text] = call.arguments;
  if (text) collect(text);
  const constants = tree.statements
    .filter(ts.isVariableStatement)
    .filter(({ declarationList }) =>
      declarationList.declarations.some(({ name }) => names.has(name.getText())),
    );
  const places = [ts.findAncestor(call, ts.isStatement), text, ...constants];
  return places
    .flatMap((node) => (node && ts.getLeadingCommentRanges(tree.text, node.pos)) ?? [])
    .map(({ pos, end }) => tree.text.slice(pos, end))
    .join('\n');
}

function locationOf({ file: { path, tree }, call }: Statement): string {
  return `${relative(ROOT, path)}:${tree.getLineAndCharacterOfPosition(call.getStart()).line + 1}`;
}

const statements = sources.flatMap(statementsOf);

describe('persistence', () => {
  it('reads or writes every entity through a repository', () => {
    const { entities } = ormconfig.options;
    const names = Object.values(entities ?? {}).map((entity) =>
      typeof entity === 'function' ? entity.name : '',
    );
    expect(names.length).toBeGreaterThanOrEqual(29);
    const used = new Set(sources.filter(isRepository).flatMap(importedEntities));
    expect(names.filter((name) => !used.has(name))).toEqual([]);
  });

  it(`writes at most ${MAX_HAND_WRITTEN_STATEMENTS} statements by hand`, () => {
    expect(statements.length).toBeGreaterThan(0);
    const excess = statements.slice(MAX_HAND_WRITTEN_STATEMENTS);
    expect(excess.map(locationOf)).toEqual([]);
  });

  it('writes statements by hand in repositories only', () => {
    const elsewhere = statements.filter(({ file }) => !isRepository(file));
    expect(elsewhere.map(locationOf)).toEqual([]);
  });

  it('gives the reason of each statement written by hand', () => {
    const unexplained = statements.filter((statement) => !REASON.test(commentsOn(statement)));
    expect(unexplained.map(locationOf)).toEqual([]);
  });
});
