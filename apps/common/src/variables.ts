/** Environment variables as they come: text, or absent. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Lists every missing or unreadable environment variable at once. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not complete (see .env.example):\n${problems.map((text) => `  - ${text}`).join('\n')}`);
  }
}

/** Reads variables one by one and remembers what is wrong, so that one error can name everything. Empty means unset. */
export class VariableReader {
  readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  text(name: string): string | undefined {
    return this.variables[name]?.trim() || undefined;
  }

  required(name: string, meaning: string): string {
    const value = this.text(name);
    if (value === undefined) this.problems.push(`${name} is not set: ${meaning}.`);
    return value ?? '';
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = allowed.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined) this.problems.push(`${name} must be ${allowed.join(' or ')}.`);
    return found;
  }

  flag(name: string): boolean | undefined {
    const value = this.oneOf(name, ['true', 'false', '1', '0']);
    return value === undefined ? undefined : value === 'true' || value === '1';
  }

  /** A finite number not below `min`. */
  number(name: string, min = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && value >= min) return value;
    this.problems.push(min === -Infinity ? `${name} must be a number.` : `${name} must be a number from ${min} up.`);
    return undefined;
  }

  json(name: string): unknown {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      this.problems.push(`${name} must be JSON.`);
      return undefined;
    }
  }

  url(name: string, meaning: string, protocols: readonly string[]): URL | undefined {
    const text = this.required(name, meaning);
    if (text === '') return undefined;
    // Never echo the text: connection URLs carry passwords.
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && protocols.includes(url.protocol)) return url;
    this.problems.push(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
    return undefined;
  }
}
