import { isRecord, parseJsonObject } from '../../http/json-text';

/** The machine-readable part of an error answer. The message is left out, because it quotes tokens and codes. */
export interface ErrorEnvelope {
  /** For example `validation` or `insufficient_scope`. */
  readonly type: string;
  /** The field at fault, for example `date` or `resource path`; `undefined` when the error concerns no field. */
  readonly field?: string | undefined;
}

/** Both appear in messages and logs: only a text of this form is taken over. */
const TYPE = /^[a-z_]{1,40}$/;
const FIELD = /^[A-Za-z][A-Za-z _-]{0,39}$/;

/**
 * The first error of `{"errors":[{"errorType":"validation","fieldName":"date","message":"…"}],"success":false}`, or
 * `undefined` when the body is not such an envelope, as with HTML pages. Many envelopes have no `success`.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/troubleshooting-guide/error-handling/
 */
export function parseErrorEnvelope(body: string): ErrorEnvelope | undefined {
  const errors = parseJsonObject(body)?.errors;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isRecord(first) || typeof first.errorType !== 'string' || !TYPE.test(first.errorType)) return undefined;
  const field = typeof first.fieldName === 'string' && FIELD.test(first.fieldName) ? first.fieldName : undefined;
  return { type: first.errorType, field };
}
