/** `true` for a redirect URI that stays on this machine: the sandbox sends a code nowhere else. */
export function isLoopbackUri(uri: string): boolean {
  if (!/^[!-~]+$/.test(uri) || !URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  const http = protocol === 'http:' || protocol === 'https:';
  return http && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) && username === '' && password === '';
}
