import { isRecord, parseJsonObject } from '../../http/json-text';

/** The machine-readable part of an error answer (AIP-193, google.rpc.Status). */
export interface ErrorEnvelope {
  /** For example `INVALID_ARGUMENT`. */
  readonly status?: string | undefined;
  /** `ErrorInfo.reason`, for example `MISSING_OAUTH_SCOPE`. Often missing. */
  readonly reason?: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Reasons appear in messages and logs: only a text of this form is taken over. */
const REASON = /^[A-Z][A-Z0-9_]{0,79}$/;

const reasonIn = (value: unknown) => (typeof value === 'string' && REASON.test(value) ? value : undefined);

function isErrorInfo(detail: unknown): detail is Record<string, unknown> {
  return isRecord(detail) && String(detail['@type']).endsWith('google.rpc.ErrorInfo');
}

/** `undefined` when the body is not such an envelope, as with the HTML pages of a front end. */
export function parseErrorEnvelope(body: string): ErrorEnvelope | undefined {
  const error = parseJsonObject(body)?.error;
  if (!isRecord(error)) return undefined;
  const details: readonly unknown[] = Array.isArray(error.details) ? error.details : [];
  const info = details.find(isErrorInfo);
  return {
    status: reasonIn(error.status),
    reason: reasonIn(info?.reason),
    metadata: isRecord(info?.metadata) ? info.metadata : {},
  };
}
