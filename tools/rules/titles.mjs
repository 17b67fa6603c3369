// The titles of tests as they stand in the sources, where `it.each` has one for all of its cases.
import ts from 'typescript';

const TITLED = new Set(['describe', 'it', 'test']);

/**
 * The titles in a source: those of tests and of describes alike. What a template literal inserts is `%s`.
 * @param {string} source
 * @returns {Set<string>}
 */
export function titlesOf(source) {
  /** @type {Set<string>} */
  const titles = new Set();
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    const title =
      ts.isCallExpression(node) && TITLED.has(rootOf(node.expression)) ? textOf(node.arguments[0]) : undefined;
    if (title !== undefined) titles.add(title);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return titles;
}

/** `it` of `it.each(cases)`. @param {import('typescript').Expression} expression @returns {string} */
function rootOf(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isTaggedTemplateExpression(expression)) return rootOf(expression.tag);
  if (ts.isCallExpression(expression) || ts.isPropertyAccessExpression(expression))
    return rootOf(expression.expression);
  return '';
}

/** @param {import('typescript').Node | undefined} node @returns {string | undefined} */
function textOf(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `%s${literal.text}`).join('');
  }
  return undefined;
}

/**
 * The title in the sources that a report's title was made of; the title itself when there is none.
 * @param {string} title
 * @param {Iterable<string>} titles
 */
export function sourceTitle(title, titles) {
  const all = [...titles];
  if (all.includes(title)) return title;
  // The longest one says most: `%s` alone would fit everything.
  return all.filter((candidate) => patternOf(candidate).test(title)).sort((a, b) => b.length - a.length)[0] ?? title;
}

/** What `each` puts into a title. @param {string} title */
function patternOf(title) {
  const parts = title.split(/%[psdifjo#$]|\$[#\w.]+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
