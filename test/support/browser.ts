import { parseSetCookie } from 'cookie';

/** What a page answered. */
export interface Page {
  readonly status: number;
  readonly url: URL;
  readonly location: URL | undefined;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without a screen: keeps cookies per host and follows nothing by itself. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();

  constructor(private readonly headers: Record<string, string> = {}) {}

  async get(url: string | URL): Promise<Page> {
    return this.send(new URL(url), { method: 'GET' });
  }

  async post(url: string | URL, fields: [string, string][]): Promise<Page> {
    return this.send(new URL(url), { method: 'POST', body: new URLSearchParams(fields) });
  }

  async send(url: URL, init: RequestInit): Promise<Page> {
    const jar = this.cookies.get(url.host) ?? new Map<string, string>();
    this.cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.headers, ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const { name, value } = parseSetCookie(line);
      jar.set(name, value ?? '');
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      url,
      location: location === null ? undefined : new URL(location, url),
      headers: response.headers,
      text: await response.text(),
    };
  }
}

/** How a person answers the sandbox's consent page. */
export interface Consent {
  readonly person: string;
  readonly decision?: 'allow' | 'deny';
  /** The scopes to leave ticked. @defaultValue all */
  readonly keep?: (scope: string) => boolean;
}

const INPUT = /<input\b[^>]*>/g;

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Fills in the consent page's form and sends it; returns where the user is sent back to. */
export async function answerConsent(browser: Browser, consentUrl: URL, consent: Consent): Promise<Page> {
  const page = await browser.get(consentUrl);
  if (page.status !== 200) throw new Error(`The consent page answered ${page.status}: ${page.text}`);
  const inputs = page.text.match(INPUT) ?? [];
  const fields = inputs.flatMap((tag): [string, string][] => {
    const [name, value, type] = [attribute(tag, 'name'), attribute(tag, 'value') ?? '', attribute(tag, 'type')];
    if (name === undefined || type === 'submit') return [];
    const kept = type !== 'checkbox' || (consent.keep ?? (() => true))(value);
    return kept && name !== 'person' ? [[name, value]] : [];
  });
  const form = /<form\b[^>]*>/.exec(page.text)?.[0] ?? '';
  const action = new URL(attribute(form, 'action') ?? page.url.pathname, page.url);
  return browser.post(action, [...fields, ['person', consent.person], ['decision', consent.decision ?? 'allow']]);
}
