/** The content type of form posts. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The parameters of a request by name. */
export type Form = ReadonlyMap<string, string>;

/** `true` for a `Content-Type` header that announces a form, with or without a charset. */
export function announcesForm(contentType = ''): boolean {
  const [type = ''] = contentType.split(';', 1);
  return type.trim().toLowerCase() === FORM_TYPE;
}

/**
 * Collects parameters by name. Empty ones count as not sent (RFC 6749 §3.2).
 *
 * @param repeated makes the error for a parameter that is sent twice
 */
export function collectForm(parameters: Iterable<[string, string]>, repeated: (name: string) => Error): Form {
  const form = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (form.has(name)) throw repeated(name);
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}
