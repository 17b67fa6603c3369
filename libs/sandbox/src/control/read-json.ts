import { ControlError } from './control-error';

export type Json = Readonly<Record<string, unknown>>;

/** Parses a JSON body. An empty body is an empty object. */
export function readJson(body: unknown): unknown {
  if (typeof body !== 'string' || body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError('The body is not JSON.');
  }
}

/** Reads an object that only has `allowed` members. */
export function readObject(value: unknown, what: string, allowed: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(`${what} must be a JSON object.`);
  }
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    throw new ControlError(`${what} has no member "${unknown}"; it has ${allowed.join(', ')}.`);
  }
  return value as Json;
}

export function readText(json: Json, name: string): string | undefined {
  const value = json[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ControlError(`"${name}" must be a string.`);
}

export function readTexts(json: Json, name: string): string[] | undefined {
  const value = json[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new ControlError(`"${name}" must be an array of strings.`);
}

export function readBoolean(json: Json, name: string): boolean | undefined {
  const value = json[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ControlError(`"${name}" must be true or false.`);
}

/** Reads a whole number between two bounds. */
export function readNumber(json: Json, name: string, min: number, max: number): number | undefined {
  const value = json[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ControlError(`"${name}" must be a whole number from ${min} to ${max}.`);
}

export function readInstant(text: string, name: string): Date {
  const instant = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(instant.getTime())) return instant;
  throw new ControlError(`"${name}" must be an ISO 8601 instant such as 2026-11-22T12:00:00Z.`);
}
