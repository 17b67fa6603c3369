import { MalformedAnswerError } from '../../errors/fitbit.errors';
import { isRecord } from './json-text';

/** int64 travels as text. Fifteen digits stay exact in a double, and are enough for every quantity of a day. */
const INT64 = /^(0|[1-9]\d{0,14})$/;

const DECIMAL = /^\d{1,20}(\.\d{1,20})?(E-?\d{1,2})?$/;

const ENUM_NAME = /^[A-Z][A-Z0-9_]*$/;

/** Larger than every quantity of a day. Beyond it, a double loses digits that are stored. */
const LARGEST_AMOUNT = 1e12;

/**
 * A value inside an answer, with its path. Every reading method returns a value of the wanted kind or throws a
 * MalformedAnswerError with the path. The error never contains the value, because it is health data. JSON `null` means
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

  /** The items of a repeated field; none when it is absent. */
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

  /** The name of an enum's value. Enums are open, so unknown names are valid. */
  enumName(): string {
    if (!ENUM_NAME.test(this.text())) throw this.malformed('is not the name of an enum value');
    return this.text();
  }

  /** A boolean field; `false` when it is missing, as in proto3 JSON. */
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

  /** A double of 0 or more. `"NaN"`, which has been observed, is malformed. */
  amount(largest = LARGEST_AMOUNT): number {
    return this.checked(this.value, largest);
  }

  /** A number of 0 or more, also as decimal text, with an exponent where Java writes one (`9.5E-4`). */
  decimal(largest = LARGEST_AMOUNT): number {
    const { value } = this;
    return this.checked(typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value, largest);
  }

  private checked(value: unknown, largest: number): number {
    if (typeof value !== 'number' || !(value >= 0) || value > largest) {
      throw this.malformed(`is not a number from 0 to ${largest}`);
    }
    return value;
  }

  private fail(key: string): never {
    throw new AnswerNode(undefined, key, this).malformed('is missing');
  }
}
