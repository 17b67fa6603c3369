import { malformed } from '../errors/errors';

/** The members that `a,b(c,d),e/f` keeps; `true` keeps everything below. */
type Mask = { readonly [member: string]: Mask | true };

/**
 * Reduces an answer to the members that the system parameter `fields` names.
 *
 * @throws GoogleError 400 for an invalid mask
 */
export function applyFields(answer: object, fields: unknown): unknown {
  const reader = new MaskReader(typeof fields === 'string' ? fields : '');
  return select(answer, reader.read());
}

function select(value: unknown, mask: Mask | true): unknown {
  if (mask === true || mask['*'] === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const part = Object.hasOwn(mask, name) ? mask[name] : mask['*'];
      return part === undefined ? [] : [[name, select(inner, part)]];
    }),
  );
}

const MAX_DEPTH = 32;

class MaskReader {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(private readonly text: string) {
    this.tokens = text.match(/[\w*]+|[^\s]/g) ?? [];
  }

  read(): Mask {
    const mask = this.list(0);
    if (this.next < this.tokens.length) throw this.unreadable();
    return mask;
  }

  private list(depth: number): Mask {
    const mask: Record<string, Mask | true> = {};
    do {
      Object.assign(mask, this.path(depth));
    } while (this.skip(','));
    return mask;
  }

  private path(depth: number): Mask {
    const name = this.tokens[this.next++] ?? '';
    if (!/^[\w*]+$/.test(name) || depth > MAX_DEPTH) throw this.unreadable();
    if (this.skip('/')) return { [name]: this.path(depth + 1) };
    if (!this.skip('(')) return { [name]: true };
    const inner = this.list(depth + 1);
    if (!this.skip(')')) throw this.unreadable();
    return { [name]: inner };
  }

  private skip(token: string): boolean {
    if (this.tokens[this.next] !== token) return false;
    this.next++;
    return true;
  }

  private unreadable(): Error {
    const description = `Error expanding 'fields' parameter. Cannot find matching fields for path '${this.text}'.`;
    return malformed([{ field: 'fields', description }]);
  }
}
