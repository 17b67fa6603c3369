/** Stands for the host's origin while a path is resolved. Nothing is ever sent to it. */
const SOME_ORIGIN = 'http://same-origin.invalid';
/** As often as a proxy and a router may decode a path one after the other; `safeNext` refuses more. */
const MAX_DECODINGS = 3;

/**
 * Whether a path that `safeNext` returned leads below `folder`, however it is spelled: Express ignores case, and Fastify
 * and proxies decode paths, join slashes and resolve dot segments.
 */
export function leadsBelow(folder: string, next: string): boolean {
  return canonical(next).startsWith(`${canonical(folder)}/`);
}

/** The spelling that all spellings of a path have in common; without query and trailing slashes. */
function canonical(path: string): string {
  let text = path;
  for (let count = 0; count < MAX_DECODINGS; count++) text = decoded(resolved(text));
  return resolved(text).normalize('NFKC').toLowerCase();
}

function resolved(path: string): string {
  const { pathname } = new URL(path.replace(/^\/+/, '/'), SOME_ORIGIN);
  return pathname.replace(/\/+/g, '/').replace(/\/$/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
