import { APPLICATION_VARIABLES, type ApplicationVariableName } from './application-variables';

/** Environment variables as they come: text, or absent. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Lists every missing or unreadable environment variable at once. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  constructor(readonly problems: readonly string[]) {
    super(`The environment is incomplete (see .env.example):\n${problems.map((text) => `  - ${text}`).join('\n')}`);
  }
}

/** Reads variables one by one and collects what is wrong, so that one error names everything. Empty means unset. */
export class VariableReader {
  readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  text(name: ApplicationVariableName): string | undefined {
    return this.variables[name]?.trim() || undefined;
  }

  /** A finite number not below `min`. */
  number(name: ApplicationVariableName, min = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && value >= min) return value;
    this.problems.push(min === -Infinity ? `${name} must be a number.` : `${name} must be a number, ${min} or more.`);
    return undefined;
  }

  requiredUrl(name: ApplicationVariableName, protocols: readonly string[]): URL | undefined {
    const text = this.text(name);
    if (text === undefined) {
      this.problems.push(`${name} is not set. ${APPLICATION_VARIABLES[name].meaning}`);
      return undefined;
    }
    // Never echo the text: connection URLs carry passwords.
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && protocols.includes(url.protocol)) return url;
    this.problems.push(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
    return undefined;
  }
}
