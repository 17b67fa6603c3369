import { MalformedAnswerError } from '../../errors/fitbit.errors';
import { isRecord } from './json-text';

/** int64 travels as text; fifteen digits stay exact in a double and are more than anybody walks. */
const INT64 = /^(0|[1-9]\d{0,14})$/;

const DECIMAL = /^\d{1,20}(\.\d{1,20})?(E-?\d{1,2})?$/;

const ENUM_NAME = /^[A-Z][A-Z0-9_]*$/;

/** No quantity of a day comes near; beyond, a double no longer carries the digits that are stored. */
const LARGEST_AMOUNT = 1e12;

/**
 * A value inside an answer that knows where it stands. Every reading method returns a value of the wanted kind or
 * throws a MalformedAnswerError with the path, never with the value: it is somebody's health. JSON `null` means
 * absent.
 */
export class AnswerNode {
  constructor(
    private readonly value: unknown,
    private readonly name: string | number = '',
    private readonly parent?: AnswerNode,
  ) {}

  /** For example `rollupDataPoints[3].steps.countSum`. */
  get path(): string {
    const prefix = this.parent?.path ?? '';
    if (typeof this.name === 'number') return `${prefix}[${this.name}]`;
    return prefix === '' ? this.name : `${prefix}.${this.name}`;
  }

  malformed(problem: string): MalformedAnswerError {
    return new MalformedAnswerError(`${this.path || 'answer'}: ${problem}`);
  }

  optional(key: string): AnswerNode | undefined {
    const value = this.object()[key];
    return value === undefined || value === null ? undefined : new AnswerNode(value, key, this);
  }

  field(key: string): AnswerNode {
    return this.optional(key) ?? this.fail(key);
  }

  /** The items of a repeated field: absent and empty are the same. */
  items(key: string): AnswerNode[] {
    return this.optional(key)?.list() ?? [];
  }

  /** The items of this value, which must be a list. */
  list(): AnswerNode[] {
    if (!Array.isArray(this.value)) throw this.malformed('is not a list');
    return this.value.map((item: unknown, index) => new AnswerNode(item, index, this));
  }

  object(): Readonly<Record<string, unknown>> {
    if (!isRecord(this.value)) throw this.malformed('is not an object');
    return this.value;
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.malformed('is not text');
    return this.value;
  }

  /** The name of an enum's value. Enums are open: one that we do not know is a name all the same. */
  enumName(): string {
    if (!ENUM_NAME.test(this.text())) throw this.malformed('is not the name of an enum value');
    return this.text();
  }

  /** A boolean field; one that is missing is false, as in proto3 JSON. */
  flag(key: string): boolean {
    const node = this.optional(key);
    if (node && typeof node.value !== 'boolean') throw node.malformed('is not a boolean');
    return node?.value === true;
  }

  /** A whole number of 0 or more: int64 as text, int32 as number. */
  count(): number {
    const number = typeof this.value === 'string' && INT64.test(this.value) ? Number(this.value) : this.value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
      throw this.malformed('is not a whole number of 0 or more');
    }
    return number;
  }

  /** A double of 0 or more. The service has been seen to send `"NaN"`: that is not one. */
  amount(largest = LARGEST_AMOUNT): number {
    return this.within(this.value, largest);
  }

  /** A number of 0 or more, also as decimal text, with an exponent where Java writes one (`9.5E-4`). */
  decimal(largest = LARGEST_AMOUNT): number {
    const { value } = this;
    return this.within(typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value, largest);
  }

  private within(value: unknown, largest: number): number {
    if (typeof value !== 'number' || !(value >= 0) || value > largest) {
      throw this.malformed(`is not a number from 0 to ${largest}`);
    }
    return value;
  }

  private fail(key: string): never {
    throw new AnswerNode(undefined, key, this).malformed('is missing');
  }
}
