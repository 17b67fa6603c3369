import type { IncomingHttpHeaders } from 'node:http';
import { keysetOf, TinkSigner } from '../../../../spec-support/tink-signer';
import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { SystemClock } from '../../../model/clock';
import { AcceptedSecrets } from './accepted-secrets';
import { KeysetCache } from './keyset-cache';
import { parseKeyset } from './tink-keyset';
import { WebhookVerifier } from './webhook-verifier';

const [CURRENT, OLDER] = ['Bearer current-0123456789', 'older-0123456789'];
const authorization = CURRENT;
const BODY = Buffer.from('[{"data":{}}]');
const HANDSHAKE = Buffer.from('{"type":"verification"}');

describe('WebhookVerifier', () => {
  const signer = new TinkSigner(0xfedc_ba98);
  const stranger = new TinkSigner(0xfedc_ba98);
  const keyset = () => Promise.resolve(parseKeyset(JSON.stringify(keysetOf(signer))));
  const verifier = new WebhookVerifier(
    new AcceptedSecrets([CURRENT, OLDER]),
    new KeysetCache(keyset, new SystemClock()),
  );
  const verify = (headers: IncomingHttpHeaders, body: Uint8Array = BODY) => verifier.verify({ headers, body });
  const signed = (body: Uint8Array = BODY) => signer.sign(body);

  it.each(['google-health-api-signature', 'x-healthapi-signature'])('accepts a signature in %s', async (name) => {
    expect(await verify({ authorization, [name]: signed() })).toBe('authentic');
    expect(await verify({ authorization: OLDER, [name]: signed() })).toBe('authentic');
  });

  it.each([undefined, '', 'Bearer current-012345678', `${CURRENT}0`, 'bearer current-0123456789', 'Bearer'])(
    'believes nothing with the secret %p',
    async (wrong) => {
      const headers = wrong === undefined ? {} : { authorization: wrong };
      expect(await verify({ ...headers, 'google-health-api-signature': signed() })).toBe('forged');
      expect(await verify(headers, HANDSHAKE)).toBe('forged');
    },
  );

  it('finds everything forged when there are no secrets', async () => {
    const none = new WebhookVerifier(new AcceptedSecrets([]), new KeysetCache(keyset, new SystemClock()));
    for (const given of [undefined, '', CURRENT]) {
      const headers = { authorization: given, 'google-health-api-signature': signed() };
      expect(await none.verify({ headers, body: BODY })).toBe('forged');
      expect(await none.verify({ headers, body: HANDSHAKE })).toBe('forged');
    }
  });

  const bytesOf = (signature: string) => Buffer.from(signature, 'base64');
  it.each<[string, () => string | string[]]>([
    ['empty', () => ''],
    ['of another body', () => signed(Buffer.from('[]'))],
    ['of another signer', () => stranger.sign(BODY)],
    ['of a key that is not published', () => new TinkSigner(5).sign(BODY)],
    ['without its prefix', () => bytesOf(signed()).subarray(5).toString('base64')],
    ['of another version', () => bytesOf(signed()).fill(0, 0, 1).toString('base64')],
    ['nothing but a prefix', () => bytesOf(signed()).subarray(0, 5).toString('base64')],
    ['cut off', () => bytesOf(signed()).subarray(0, 40).toString('base64')],
    ['not base64', () => `${signed().slice(0, -4)}****`],
    ['of a megabyte', () => 'A'.repeat(1_000_000)],
    ['there twice', () => [signed(), signed()]],
  ])('rejects a signature that is %s, even in a handshake', async (_, make) => {
    const signature = make();
    expect(await verify({ authorization, 'google-health-api-signature': signature })).toBe('forged');
    expect(await verify({ authorization, 'google-health-api-signature': signature }, HANDSHAKE)).toBe('forged');
  });

  it('requires every signature that is present to be valid', async () => {
    const headers = { authorization, 'google-health-api-signature': signed() };
    expect(await verify({ ...headers, 'x-healthapi-signature': signed() })).toBe('authentic');
    expect(await verify({ ...headers, 'x-healthapi-signature': stranger.sign(BODY) })).toBe('forged');
  });

  it('accepts only the exact handshake without a signature', async () => {
    expect(await verify({ authorization }, HANDSHAKE)).toBe('handshake');
    expect(await verify({ authorization }, Buffer.from('{ "type": "verification" }\n'))).toBe('handshake');
    expect(await verify({ authorization, 'google-health-api-signature': signed(HANDSHAKE) }, HANDSHAKE)).toBe(
      'handshake',
    );
  });

  it.each([
    '',
    '{}',
    '"verification"',
    '[{"type":"verification"}]',
    '{"type":"verification","data":{}}',
    '{"type":"verification","type":"verification"}',
    '{"type":"Verification"}',
    `{"type":"verification"}${' '.repeat(200)}`,
    '[{"data":{}}]',
  ])('finds %p forged when it is not signed', async (body) => {
    expect(await verify({ authorization }, Buffer.from(body))).toBe('forged');
  });

  it('throws without keys, except for a wrong secret or a bare handshake', async () => {
    const down = () => Promise.reject(new UpstreamUnavailableError('HTTP 503'));
    const blind = new WebhookVerifier(new AcceptedSecrets([CURRENT]), new KeysetCache(down, new SystemClock()));
    const headers = { authorization, 'google-health-api-signature': signed() };
    await expect(blind.verify({ headers, body: BODY })).rejects.toBeInstanceOf(UpstreamUnavailableError);
    expect(await blind.verify({ headers: { ...headers, authorization: 'no' }, body: BODY })).toBe('forged');
    expect(await blind.verify({ headers: { authorization }, body: HANDSHAKE })).toBe('handshake');
  });
});
