import type { Fault } from '../server/faults';
import { ControlError } from './control-error';
import { type Json, readNumber, readObject, readText } from './read-json';

const MEMBERS = ['match', 'status', 'reason', 'body', 'headers', 'delayMs', 'drop', 'together', 'times', 'durationMs'];

export interface FaultNames {
  /** Converts any id of a person to the one that requests are counted under. */
  readonly personId: (id: string) => string;
  /** The names of the error answers that faults can use. */
  readonly reasons: readonly string[];
}

export function readFaults(value: unknown, names: FaultNames): Fault[] {
  if (!Array.isArray(value)) throw new ControlError('The body must be an array of faults.');
  return value.map((one) => readFault(readObject(one, 'A fault', MEMBERS), names));
}

function readFault(json: Json, { personId, reasons }: FaultNames): Fault {
  const match = readObject(json.match ?? {}, '"match"', ['path', 'person']);
  const person = readText(match, 'person');
  const { drop = false, body } = json;
  if (typeof drop !== 'boolean' && drop !== 'answer') throw new ControlError('"drop" must be true, false or "answer".');
  const headers = readObject(json.headers ?? {}, '"headers"', Object.keys(json.headers ?? {}));
  if (!Object.values(headers).every((header) => typeof header === 'string')) {
    throw new ControlError('"headers" must be an object of strings.');
  }
  const reason = readText(json, 'reason');
  if (reason !== undefined && !reasons.includes(reason)) {
    throw new ControlError(`Unknown reason: ${reason}. Known are ${reasons.join(', ')}.`);
  }
  const fault: Fault = {
    match: { path: readText(match, 'path'), person: person === undefined ? undefined : personId(person) },
    status: readNumber(json, 'status', 200, 599),
    reason,
    body,
    headers: headers as Readonly<Record<string, string>>,
    delayMs: readNumber(json, 'delayMs', 0, 3_600_000),
    drop,
    together: readNumber(json, 'together', 2, 100),
    times: readNumber(json, 'times', 1, Number.MAX_SAFE_INTEGER),
    durationMs: readNumber(json, 'durationMs', 1, 3_600_000),
  };
  const { status, delayMs, together } = fault;
  if (status === undefined && body === undefined && reason === undefined && !delayMs && !drop && !together) {
    throw new ControlError('A fault needs a status, a reason, a body, a delayMs, a drop or a together.');
  }
  return fault;
}
