import { isRecord, parseJsonObject } from '../../http/json-text';

/** What an error answer says in machine-readable form. Its message stays behind: it quotes tokens and codes. */
export interface ErrorEnvelope {
  /** For example `validation` or `insufficient_scope`. */
  readonly type: string;
  /** What was wrong, for example `date` or `resource path`; unset when the error is tied to no field. */
  readonly field?: string | undefined;
}

/** Both end up in messages and logs: only what looks like one is taken. */
const TYPE = /^[a-z_]{1,40}$/;
const FIELD = /^[A-Za-z][A-Za-z _-]{0,39}$/;

/**
 * The first error of `{"errors":[{"errorType":"validation","fieldName":"date","message":"…"}],"success":false}`, or
 * `undefined` when the body is no such envelope, as with HTML pages. `success` is missing from many.
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
