import { type Position, syntaxError } from './filter-error';

export type TokenKind = 'word' | 'string' | 'operator' | 'punctuation' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The token as written; for a string, its content. */
  readonly text: string;
  readonly position: Position;
}

const TOKEN =
  /(?<space>\s+)|(?<word>[A-Za-z0-9_][\w.-]*)|(?<operator>>=|<=|!=|[<>=:])|(?<punctuation>[(),-])|(?<quote>")/y;
const STRING = /"((?:[^"\\]|\\.)*)"/sy;

/** Splits a filter into tokens. `end` marks the position after the last one. */
export function tokenize(filter: string): { readonly tokens: readonly Token[]; readonly end: Token } {
  const tokens: Token[] = [];
  const positionAt = positions(filter);
  let index = 0;
  while (index < filter.length) {
    const position = positionAt(index);
    TOKEN.lastIndex = index;
    const groups = TOKEN.exec(filter)?.groups;
    if (!groups) throw syntaxError('SYNTAX', `Unexpected character '${filter[index]}'.`, position);
    if (groups.quote) {
      STRING.lastIndex = index;
      const [, content] = STRING.exec(filter) ?? [];
      if (content === undefined) throw syntaxError('MISSING_TOKEN', 'Missing closing quotation mark.', position);
      tokens.push({ kind: 'string', text: content.replace(/\\(.)/gs, '$1'), position });
      index = STRING.lastIndex;
      continue;
    }
    for (const kind of ['word', 'operator', 'punctuation'] as const) {
      if (groups[kind]) tokens.push({ kind, text: groups[kind], position });
    }
    index = TOKEN.lastIndex;
  }
  return { tokens, end: { kind: 'end', text: '', position: positionAt(filter.length) } };
}

/** Converts ascending indexes to lines and columns in a single pass. */
function positions(text: string): (index: number) => Position {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (index) => {
    for (; seen < index; seen++) {
      if (text[seen] === '\n') {
        line++;
        lineStart = seen + 1;
      }
    }
    return { line, column: index - lineStart + 1 };
  };
}
