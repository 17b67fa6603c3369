import { CookieJar } from './cookie-jar';

/** Where a request ended after its redirects. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

const MOST_REDIRECTS = 20;

/** As much of a browser as signing in and consenting takes: cookies, redirects, forms. */
export class Browser {
  private readonly cookies = new CookieJar();

  open(url: URL | string): Promise<Page> {
    return this.visit(new URL(url), { method: 'GET' });
  }

  /** Sends a form as a page at `from` would. */
  submit(url: URL | string, fields: URLSearchParams, from: URL): Promise<Page> {
    return this.visit(new URL(url), { method: 'POST', body: fields, headers: { origin: from.origin } });
  }

  private async visit(first: URL, request: RequestInit): Promise<Page> {
    let url = first;
    let init = request;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const headers = new Headers(init.headers);
      headers.set('accept', 'text/html');
      const cookie = this.cookies.header(url);
      if (cookie !== '') headers.set('cookie', cookie);
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      this.cookies.store(url, response.headers);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399) {
        return { url, status: response.status, html: await response.text() };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      init = { method: 'GET' };
    }
    throw new Error(`${first.origin}${first.pathname} leads to more than ${MOST_REDIRECTS} redirects.`);
  }
}
