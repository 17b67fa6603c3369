/** The header or the claims of a JWT, encoded. */
export function jwtSegment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
