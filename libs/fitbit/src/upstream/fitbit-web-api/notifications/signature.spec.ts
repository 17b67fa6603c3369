import { createHmac } from 'node:crypto';
import { isSigned } from './signature';

/** Reference: secret, body of 224 bytes, signature. */
const SECRET = '123ab4567c890d123e4567f8abcdef9a';
const BODY = Buffer.from(
  '[{"collectionType":"foods","date":"2020-06-01","ownerId":"228S74","ownerType":"user","subscriptionId":"1234"},' +
    '{"collectionType":"activities","date":"2020-06-01","ownerId":"184X36","ownerType":"user","subscriptionId":"2345"}]',
);
const SIGNATURE = '3aE5QVVnz2C5oXqGUET1Oy0BDSU=';

const signed = (signature: string | string[] | undefined, body: Uint8Array = BODY) =>
  isSigned({ headers: { 'x-fitbit-signature': signature }, body }, SECRET);

describe('X-Fitbit-Signature', () => {
  it('[R6] is valid for the documented body', () => {
    expect(BODY).toHaveLength(224);
    expect(signed(SIGNATURE)).toBe(true);
  });

  it.each<[string, string | string[] | undefined]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is another one', '4aE5QVVnz2C5oXqGUET1Oy0BDSU='],
    ['is cut off', SIGNATURE.slice(0, -1)],
    ['is longer', `${SIGNATURE}=`],
    ['is in hexadecimal', Buffer.from(SIGNATURE, 'base64').toString('hex')],
    ['comes twice', [SIGNATURE, SIGNATURE]],
    ['comes twice in one line', `${SIGNATURE}, ${SIGNATURE}`],
    ['has as many letters but more bytes', `${SIGNATURE.slice(0, -1)}é`],
    ['is keyed by the secret alone', createHmac('sha1', SECRET).update(BODY).digest('base64')],
  ])('[R6] is invalid when it %s', (_, signature) => {
    expect(signed(signature)).toBe(false);
  });

  it('[R6] is invalid when a byte of the body differs', () => {
    const body = Buffer.from(BODY);
    body[10] = (body[10] ?? 0) ^ 1;
    expect(signed(SIGNATURE, body)).toBe(false);
    expect(signed(SIGNATURE, Buffer.concat([BODY, Buffer.from('\n')]))).toBe(false);
  });
});
