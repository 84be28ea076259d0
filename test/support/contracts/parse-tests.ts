import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** A test as it stands in its file. */
export interface ParsedTest {
  title: string;
  file: string;
  /** Whether it, or a block around it, is skipped, left to be done or run alone. */
  isDisabled: boolean;
  /** Whether it claims anything, itself or through the file's own functions called `expect…`. */
  hasAssertion: boolean;
}

const DISABLED = new Set(['skip', 'todo', 'only', 'failing']);
const TESTS = new Set(['it', 'test', 'xit', 'xtest', 'fit']);
const BLOCKS = new Set(['describe', 'xdescribe', 'fdescribe']);

/** Every test of the `*.test.ts` files of a folder, read from their text. */
export function parseTests(folder: string): ParsedTest[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    return walk(source, { file, isOff: false });
  });
}

function walk(node: ts.Node, place: { file: string; isOff: boolean }): ParsedTest[] {
  const found: ParsedTest[] = [];
  ts.forEachChild(node, (child) => {
    const called = ts.isCallExpression(child) ? nameOf(child.expression) : [];
    const [first = ''] = called;
    const isOff = place.isOff || /^[xf]/.test(first) || called.some((word) => DISABLED.has(word));
    if (ts.isCallExpression(child) && TESTS.has(first)) {
      found.push({ ...describeTest(child), file: place.file, isDisabled: isOff });
    } else {
      const inside = BLOCKS.has(first) ? { ...place, isOff } : place;
      found.push(...walk(child, inside));
    }
  });
  return found;
}

/** `it.skip.each` as its words; nothing for what is no plain name. */
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
