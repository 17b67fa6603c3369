// The server-sent events of this page: one connection for everything.

export function openStream() {
  const source = new EventSource('/progress');
  addEventListener('pagehide', () => source.close());
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload()); // back again, and without a stream
  return source;
}
