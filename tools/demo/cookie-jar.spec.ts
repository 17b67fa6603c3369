import { CookieJar } from './cookie-jar';

function setting(...lines: string[]): Headers {
  const headers = new Headers();
  for (const line of lines) headers.append('set-cookie', line);
  return headers;
}

describe('a cookie jar', () => {
  const sample = new URL('http://127.0.0.1:3000/');

  it('sends cookies to the origin that set them, and to no other', () => {
    const jar = new CookieJar();
    jar.store(sample, setting('a=1; Path=/; HttpOnly', 'b=x=y; Max-Age=60'));
    expect(jar.header(new URL('/fitbit/login', sample))).toBe('a=1; b=x=y');
    expect(jar.header(new URL('http://127.0.0.1:4010/'))).toBe('');
  });

  it('forgets a cookie that the server deletes', () => {
    const jar = new CookieJar();
    jar.store(sample, setting('a=1', 'b=2', 'c=3'));
    jar.store(sample, setting('a=; Path=/', 'b=2; Max-Age=0', 'c=3; Expires=Thu, 01 Jan 1970 00:00:00 GMT'));
    expect(jar.header(sample)).toBe('');
  });
});
