// The texts of options stand in their TSDoc, where editors show them; this reads them from the source.
import ts from 'typescript';

/** What the TSDoc of a member says. Line breaks are spaces. */
export interface MemberText {
  readonly description: string;
  /** The tag `@defaultValue`. */
  readonly defaultValue: string | undefined;
  /** The type as it is written. */
  readonly type: string;
}

/** The texts of an interface's members, by name. */
export function memberTexts(source: string, interfaceName: string): ReadonlyMap<string, MemberText> {
  const file = ts.createSourceFile('options.ts', source, ts.ScriptTarget.Latest, true);
  const declaration = file.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .find(({ name }) => name.text === interfaceName);
  if (!declaration) throw new Error(`There is no interface ${interfaceName}.`);
  const members = declaration.members.filter((member) => ts.isPropertySignature(member));
  return new Map(members.map((member) => [member.name.getText(file), textOf(member, file)]));
}

function textOf(member: ts.PropertySignature, file: ts.SourceFile): MemberText {
  const comments = ts.getJSDocCommentsAndTags(member).filter((comment) => ts.isJSDoc(comment));
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue');
  return {
    description: oneLine(comments.at(-1)?.comment),
    defaultValue: tag && oneLine(tag.comment),
    type: member.type?.getText(file) ?? '',
  };
}

function oneLine(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ').trim();
}
