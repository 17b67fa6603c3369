/** Encodes the header or the claims of a JWT. */
export function jwtSegment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
