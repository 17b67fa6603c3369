/** `true` for a loopback URI. The sandbox sends codes to no other redirect URI. */
export function isLoopbackUri(uri: string): boolean {
  if (!/^[!-~]+$/.test(uri) || !URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  const http = protocol === 'http:' || protocol === 'https:';
  return http && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) && username === '' && password === '';
}
