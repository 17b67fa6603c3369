/** Remembers cookies per origin, as a browser does for as long as it is open. */
export class CookieJar {
  private readonly origins = new Map<string, Map<string, string>>();

  header({ origin }: URL): string {
    return [...(this.origins.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  store({ origin }: URL, headers: Headers): void {
    const cookies = this.origins.get(origin) ?? new Map<string, string>();
    this.origins.set(origin, cookies);
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const separator = pair.indexOf('=');
      const [name, value] = [pair.slice(0, separator), pair.slice(separator + 1)];
      if (value === '' || attributes.some(isOver)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=');
  if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
  return name.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
}
