import { parseSetCookie, type SetCookie } from 'cookie';

/** Keeps cookies per origin, as a browser does while it is open. */
export class CookieJar {
  private readonly origins = new Map<string, Map<string, string>>();

  header({ origin }: URL): string {
    return [...(this.origins.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  store({ origin }: URL, headers: Headers): void {
    const cookies = this.origins.get(origin) ?? new Map<string, string>();
    this.origins.set(origin, cookies);
    for (const line of headers.getSetCookie()) {
      // Not decoded: the server expects exactly what it set.
      const cookie = parseSetCookie(line, { decode: (text) => text });
      if (isOver(cookie)) cookies.delete(cookie.name);
      else cookies.set(cookie.name, cookie.value ?? '');
    }
  }
}

function isOver({ value, maxAge, expires }: SetCookie): boolean {
  return !value || (maxAge !== undefined && maxAge <= 0) || (expires !== undefined && expires.getTime() <= Date.now());
}
