import { syntaxError } from './filter-error';
import { type Token, tokenize } from './lexer';

/** `member comparator argument`. Without a comparator there is no argument, either. */
export interface Restriction {
  readonly kind: 'restriction';
  readonly member: Token;
  readonly comparator?: Token;
  readonly argument?: Token;
}

export interface Junction {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Expression[];
  /** The first keyword of the junction. */
  readonly keyword: Token;
}

export type Expression = Restriction | Junction;

const MAX_DEPTH = 32;

/**
 * Parses the subset of AIP-160 that the service supports, in which `OR` binds tighter than `AND`. Whether a data type
 * allows an expression is checked later.
 *
 * @throws FilterSyntaxError
 */
export function parseFilter(filter: string): Expression {
  return new FilterParser(tokenize(filter)).parse();
}

class FilterParser {
  private next = 0;
  private depth = 0;

  constructor(private readonly input: ReturnType<typeof tokenize>) {}

  parse(): Expression {
    const expression = this.junction('and', () => this.junction('or', () => this.term()));
    const rest = this.peek();
    if (rest.kind !== 'end') throw unexpected(rest);
    return expression;
  }

  private junction(kind: Junction['kind'], operand: () => Expression): Expression {
    const first = operand();
    const keyword = this.peek();
    if (!isKeyword(keyword, kind)) return first;
    const parts = [first];
    while (isKeyword(this.peek(), kind)) {
      this.take();
      parts.push(operand());
    }
    return { kind, parts, keyword };
  }

  private term(): Expression {
    const token = this.take();
    if (isKeyword(token, 'not') || token.text === '-') {
      throw syntaxError('EXPRESSION_STRUCTURE', 'Negation is not supported.', token.position);
    }
    if (token.kind === 'punctuation' && token.text === '(') return this.composite(token);
    if (token.kind === 'end' || token.kind === 'operator' || token.kind === 'punctuation' || isAnyKeyword(token)) {
      throw unexpected(token);
    }
    return this.restriction(token);
  }

  private composite(open: Token): Expression {
    if (++this.depth > MAX_DEPTH) {
      throw syntaxError('EXPRESSION_STRUCTURE', 'The filter is nested too deeply.', open.position);
    }
    const inner = this.junction('and', () => this.junction('or', () => this.term()));
    const close = this.take();
    if (close.kind === 'end') throw syntaxError('MISSING_TOKEN', "Missing ')'.", close.position);
    if (close.text !== ')' || close.kind !== 'punctuation') throw unexpected(close);
    this.depth--;
    return inner;
  }

  private restriction(member: Token): Restriction {
    const comparator = this.peek();
    if (comparator.kind === 'punctuation' && comparator.text === '(') {
      throw syntaxError('RESTRICTION_COMPARABLE', 'Functions are not supported.', member.position);
    }
    if (comparator.kind !== 'operator') return { kind: 'restriction', member };
    this.take();
    const argument = this.take();
    if (argument.kind !== 'string' && argument.kind !== 'word') throw unexpected(argument);
    return { kind: 'restriction', member, comparator, argument };
  }

  private peek(): Token {
    const { tokens, end } = this.input;
    return tokens[this.next] ?? end;
  }

  private take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }
}

function isKeyword(token: Token, keyword: 'and' | 'or' | 'not'): boolean {
  return token.kind === 'word' && token.text === keyword.toUpperCase();
}

function isAnyKeyword(token: Token): boolean {
  return isKeyword(token, 'and') || isKeyword(token, 'or') || isKeyword(token, 'not');
}

function unexpected(token: Token): Error {
  if (token.kind === 'end') return syntaxError('UNEXPECTED_END_OF_INPUT', 'Unexpected end of input.', token.position);
  return syntaxError('UNEXPECTED_TOKEN', `Unexpected token '${token.text}'.`, token.position);
}
