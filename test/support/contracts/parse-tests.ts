import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** A test found in a source file. */
export interface ParsedTest {
  title: string;
  file: string;
  /** Whether it or an enclosing block is skipped, todo, only or failing. */
  isDisabled: boolean;
  /** Whether it calls `expect` or a function named `expect…`. */
  hasAssertion: boolean;
}

const DISABLED = new Set(['skip', 'todo', 'only', 'failing']);
const TESTS = new Set(['it', 'test', 'xit', 'xtest', 'fit']);
const BLOCKS = new Set(['describe', 'xdescribe', 'fdescribe']);

/** Parses every test of the `*.test.ts` files of a folder. */
export function parseTests(folder: string): ParsedTest[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    return walk(source, file, false);
  });
}

function walk(node: ts.Node, file: string, isInDisabledBlock: boolean): ParsedTest[] {
  const found: ParsedTest[] = [];
  ts.forEachChild(node, (child) => {
    const called = ts.isCallExpression(child) ? nameOf(child.expression) : [];
    const [first = ''] = called;
    const isDisabled =
      isInDisabledBlock || /^[xf]/.test(first) || called.some((name) => DISABLED.has(name));
    if (ts.isCallExpression(child) && TESTS.has(first)) {
      found.push({ ...describeTest(child), file, isDisabled });
    } else {
      found.push(...walk(child, file, BLOCKS.has(first) ? isDisabled : isInDisabledBlock));
    }
  });
  return found;
}

/** `it.skip.each` as a list of names; empty for any other expression. */
function nameOf(expression: ts.Expression): string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression)) {
    return [...nameOf(expression.expression), expression.name.text];
  }
  return ts.isCallExpression(expression) ? nameOf(expression.expression) : [];
}

function describeTest(call: ts.CallExpression): Pick<ParsedTest, 'title' | 'hasAssertion'> {
  const [title, body] = call.arguments;
  return {
    title: title && ts.isStringLiteralLike(title) ? title.text : '',
    hasAssertion: body !== undefined && callsExpect(body),
  };
}

function callsExpect(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const [first = ''] = nameOf(node.expression);
    if (first.startsWith('expect')) return true;
  }
  return ts.forEachChild(node, (child) => callsExpect(child) || undefined) ?? false;
}
