import { Browser, type Page } from './browser';
import { readForm } from './html-form';

/** A user of the sample application, and the person of the sandbox whose account the user connects. */
export interface Pairing {
  readonly userId: string;
  readonly personId: string;
}

/**
 * Connects as a person does: signs in, follows the connect link, ticks every box of the consent page and allows access.
 *
 * @throws Error that names the page at which it ended instead
 */
export async function connectPerson({ userId, personId }: Pairing, sampleUrl: URL): Promise<void> {
  const browser = new Browser();
  const signIn = new URL('/sign-in', sampleUrl);
  const login = new URL('/fitbit/login?next=/', sampleUrl);
  const fields = new URLSearchParams({ user: userId, next: `${login.pathname}${login.search}` });
  const consent = await browser.submit(signIn, fields, sampleUrl);
  const home = await browser.submit(...allow(consent, personId), consent.url);
  if (home.url.origin !== sampleUrl.origin || home.url.pathname !== '/' || home.status !== 200) {
    throw new Error(`the consent of ${personId} ended at ${place(home)}`);
  }
}

function allow(consent: Page, personId: string): [URL, URLSearchParams] {
  const form = readForm(consent.html, consent.url);
  if (consent.status !== 200 || !form) throw new Error(`there is no consent page for ${personId} at ${place(consent)}`);
  form.fields.set('person', personId);
  form.fields.set('decision', 'allow');
  return [form.action, form.fields];
}

/** Without the query, which may hold a code or a state, except for the reason of an error page. */
function place({ url, status }: Page): string {
  const reason = url.searchParams.get('reason');
  return `${url.origin}${url.pathname}${reason === null ? '' : ` (${reason})`}, status ${status}`;
}
