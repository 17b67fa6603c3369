// The titles of tests as the sources have them, where `it.each` has one for all of its cases.
import ts from 'typescript';

const TITLED = new Set(['describe', 'it', 'test']);

/** The titles in a source: those of tests and of describes alike. What a template literal inserts is `%s`. */
export function titlesOf(source: string): Set<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    const title =
      ts.isCallExpression(node) && TITLED.has(rootOf(node.expression)) ? textOf(node.arguments[0]) : undefined;
    if (title !== undefined) titles.add(title);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return titles;
}

/** `it` of `it.each(cases)`. */
function rootOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isTaggedTemplateExpression(expression)) return rootOf(expression.tag);
  if (ts.isCallExpression(expression) || ts.isPropertyAccessExpression(expression))
    return rootOf(expression.expression);
  return '';
}

function textOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `%s${literal.text}`).join('');
  }
  return undefined;
}

/** The title in the sources from which a report's title was made; the title itself when there is none. */
export function sourceTitle(title: string, titles: Iterable<string>): string {
  const all = [...titles];
  if (all.includes(title)) return title;
  // The longest one is the most specific: `%s` alone would match everything.
  return all.filter((candidate) => patternOf(candidate).test(title)).sort((a, b) => b.length - a.length)[0] ?? title;
}

/** Matches what `each` makes of a title. */
function patternOf(title: string): RegExp {
  const parts = title.split(/%[psdifjo#$]|\$[#\w.]+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
