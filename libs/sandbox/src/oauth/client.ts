/** The only application that the sandbox knows. */
export const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' } as const;

/** The client that a request claims to come from. */
export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Reads an HTTP Basic header. Its parts may be raw, as most clients send them, or form-encoded, as RFC 6749 §2.3.1
 * requires.
 */
export function basicCredentials(authorization: string | undefined): Credentials | undefined {
  const basic = /^Basic\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return undefined;
  const text = Buffer.from(basic, 'base64').toString();
  const colon = text.indexOf(':');
  const raw = { id: text.slice(0, Math.max(0, colon)), secret: text.slice(colon + 1) };
  if (raw.id === CLIENT.id && raw.secret === CLIENT.secret) return raw;
  return { id: formDecoded(raw.id), secret: formDecoded(raw.secret) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
