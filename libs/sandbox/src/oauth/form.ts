/** The content type of forms. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The parameters of a request by name. */
export type Form = ReadonlyMap<string, string>;

/** `true` for the `Content-Type` of a form, with or without parameters such as a charset. */
export function announcesForm(contentType = ''): boolean {
  const [type = ''] = contentType.split(';', 1);
  return type.trim().toLowerCase() === FORM_TYPE;
}

/**
 * Collects parameters by name. Empty ones count as not sent (RFC 6749 §3.2).
 *
 * @param repeated creates the error for a repeated parameter
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
