import { CookieJar } from './cookie-jar';

/** The page at which a request ended, after its redirects. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

const MOST_REDIRECTS = 20;

interface PageRequest {
  readonly method: 'GET' | 'POST';
  readonly body?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of a browser that signing in and consenting need: cookies, redirects, forms. */
export class Browser {
  private readonly cookies = new CookieJar();

  open(url: URL | string): Promise<Page> {
    return this.visit(new URL(url), { method: 'GET' });
  }

  /** Sends a form as a page at `from` would. */
  submit(url: URL | string, fields: URLSearchParams, from: URL): Promise<Page> {
    return this.visit(new URL(url), { method: 'POST', body: fields, headers: { origin: from.origin } });
  }

  /** Sends one request with the cookies, and follows no redirect. */
  async send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = this.cookies.header(url);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.cookies.store(url, response.headers);
    return response;
  }

  private async visit(first: URL, request: PageRequest): Promise<Page> {
    let url = first;
    let init: PageRequest = request;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const response = await this.send(url, { ...init, headers: { accept: 'text/html', ...init.headers } });
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399) {
        return { url, status: response.status, html: await response.text() };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      init = { method: 'GET' };
    }
    throw new Error(`${first.origin}${first.pathname} redirects more than ${MOST_REDIRECTS} times.`);
  }
}
