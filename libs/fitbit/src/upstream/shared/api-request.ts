import type { DateRange } from '../../model/date-range';
import type { HttpRequest } from '../http/http-client';

/** What a request is about. Appears in errors, so it holds nothing private. */
export interface RequestContext {
  /** In words for the user, for example `steps`, `activities/steps` or `profile`. */
  readonly subject: string;
  readonly window?: DateRange | undefined;
}

/** A request to an upstream's API. */
export interface ApiRequest extends RequestContext {
  /** Below the API's URL, beginning with a slash. */
  readonly path: string;
  /** @defaultValue `'GET'` */
  readonly method?: HttpRequest['method'] | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Sent as `application/json`. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The request as it is sent with an access token; `headers` are those of the upstream. */
export function toHttpRequest(
  apiUrl: string,
  accessToken: string,
  { path, method = 'GET', query, form, json, headers: own }: Omit<ApiRequest, 'subject' | 'window'>,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  const search = query ? `?${new URLSearchParams(query).toString()}` : '';
  const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json';
  return {
    method,
    url: `${apiUrl}${path}${search}`,
    headers: { authorization: `Bearer ${accessToken}`, ...headers, ...(type && { 'content-type': type }), ...own },
    body: form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json),
  };
}
