import { malformed } from '../errors/errors';
import type { FieldViolation } from '../errors/google-error';
import { parseDuration } from '../time/duration';
import { parseTimestamp } from '../time/rfc3339';

type Scalar = 'string' | 'int32' | 'timestamp' | 'duration' | 'boolean';

/** The type of a field in a request message: a scalar of the proto JSON mapping, a message, or a list of either. */
export type FieldType = Scalar | MessageType | readonly [Scalar | MessageType];

/** Field names in lower camel case, as in the contract. */
export interface MessageType {
  readonly [field: string]: FieldType;
}

type ValueOf<T> = T extends 'string'
  ? string
  : T extends 'int32' | 'timestamp' | 'duration'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends readonly [infer Item]
        ? readonly ValueOf<Item>[]
        : T extends MessageType
          ? Message<T>
          : never;

/** A parsed message. Timestamps and durations are in milliseconds; fields that were not sent are absent. */
export type Message<T extends MessageType> = { readonly [Field in keyof T]?: ValueOf<T[Field]> };

const INT32_MAX = 2 ** 31 - 1;

/** `pageSize` → `page_size`. Requests may use either spelling; error messages use this one. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Reads a JSON value as strictly as the service's transcoder: it reports all unknown names and wrong types at once.
 *
 * @throws GoogleError 400
 */
export function readMessage<T extends MessageType>(type: T, value: unknown): Message<T> {
  const violations: FieldViolation[] = [];
  const message = read(type, value, '', violations);
  if (violations.length > 0) throw malformed(violations);
  return message as Message<T>;
}

function read(type: MessageType, value: unknown, path: string, violations: FieldViolation[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    violations.push(wrongValue(path, 'message', value));
    return {};
  }
  const fields = new Map(
    Object.entries(type).flatMap(([name, fieldType]) => {
      const field = { name, fieldType };
      return [[name, field] as const, [snakeCase(name), field] as const];
    }),
  );
  const entries = Object.entries(value).map(([key, inner]) => {
    const field = fields.get(key);
    if (!field) {
      violations.push(unknownName(key, path));
      return [key, undefined];
    }
    const { name, fieldType } = field;
    const innerPath = path === '' ? snakeCase(name) : `${path}.${snakeCase(name)}`;
    return [name, inner === null ? undefined : readField(fieldType, inner, innerPath, violations)];
  });
  return Object.fromEntries(entries) as unknown;
}

function readField(type: FieldType, value: unknown, path: string, violations: FieldViolation[]): unknown {
  if (isRepeated(type)) return readItems(type[0], value, path, violations);
  if (typeof type === 'object') return read(type, value, path, violations);
  const result = scalars[type](value);
  if (result === undefined) violations.push(wrongValue(path, TYPE_NAMES[type], value));
  return result;
}

function isRepeated(type: FieldType): type is readonly [Scalar | MessageType] {
  return Array.isArray(type);
}

function readItems(type: FieldType, value: unknown, path: string, violations: FieldViolation[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => readField(type, item, `${path}[${index}]`, violations));
  violations.push(wrongValue(path, 'list', value));
  return [];
}

const scalars = {
  boolean: (value: unknown) => (typeof value === 'boolean' ? value : undefined),
  string: (value: unknown) => (typeof value === 'string' ? value : undefined),
  int32: readInt32,
  timestamp: (value: unknown) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
  duration: (value: unknown) => (typeof value === 'string' ? parseDuration(value) : undefined),
};

/** The type names in error messages of the service. */
export const TYPE_NAMES = {
  boolean: 'TYPE_BOOL',
  string: 'TYPE_STRING',
  int32: 'TYPE_INT32',
  timestamp: 'type.googleapis.com/google.protobuf.Timestamp',
  duration: 'type.googleapis.com/google.protobuf.Duration',
};

/** A JSON number, or its text, as the proto JSON mapping allows. */
export function readInt32(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number >= -INT32_MAX - 1 && number <= INT32_MAX ? number : undefined;
}

export function wrongValue(path: string, typeName: string, value: unknown): FieldViolation {
  return { field: path, description: `Invalid value at '${path}' (${typeName}), ${JSON.stringify(value)}` };
}

function unknownName(name: string, path: string): FieldViolation {
  const place = path === '' ? '' : ` at '${path}'`;
  return {
    field: path,
    description: `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
  };
}
