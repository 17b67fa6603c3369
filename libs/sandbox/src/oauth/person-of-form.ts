import type { World } from '../world/world';

interface TokenOwners {
  readonly world: Pick<World, 'find'>;
  /** The person whom a token or code belongs to, valid or not. */
  readonly personOf: (text: string) => string | undefined;
}

/** The parameters of form posts that hold a token or a code. */
const TOKEN_NAMES = ['refresh_token', 'code', 'token', 'access_token'];

/** The person whom a form post to an OAuth endpoint is about, for counters and faults. */
export function personOfForm(body: unknown, { world, personOf }: TokenOwners): string | undefined {
  if (typeof body !== 'string' || body === '') return undefined;
  const form = new URLSearchParams(body);
  const name = TOKEN_NAMES.find((one) => form.has(one));
  if (name !== undefined) return personOf(form.get(name) ?? '');
  return world.find(form.get('person') ?? '')?.id;
}
