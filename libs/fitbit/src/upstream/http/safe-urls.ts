import { FitbitOptionsError } from '../../errors/fitbit.errors';
import { isLoopback } from '../../options/loopback';

/** @throws FitbitOptionsError naming every URL that is neither https nor http on a loopback host. */
export function assertSafeUrls(urls: object): void {
  const unsafe = Object.entries<string>({ ...urls }).filter(([, url]) => {
    if (!URL.canParse(url)) return true;
    const { protocol, hostname } = new URL(url);
    return protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname));
  });
  if (unsafe.length > 0) {
    const problems = unsafe.map(([name]) => `the upstream's ${name} URL must be https (http only on a loopback host).`);
    throw new FitbitOptionsError(problems);
  }
}
