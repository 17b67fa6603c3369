import { answerConsent, Browser, type Consent } from './browser';
import type { HostApp } from './host-app';

/** Connects a user over the real routes and the consent page. */
export async function connectUser(host: HostApp, user: string, consent: Consent): Promise<void> {
  const browser = new Browser({ 'x-user': user });
  const login = await browser.get(`${host.url}/fitbit/login`);
  if (!login.location) throw new Error(`The login answered ${login.status}: ${login.text}`);
  const back = await answerConsent(browser, login.location, consent);
  const done = await browser.get(back.location as URL);
  if (done.location?.pathname !== '/') throw new Error(`Not connected: ${done.location?.href ?? done.text}`);
}
