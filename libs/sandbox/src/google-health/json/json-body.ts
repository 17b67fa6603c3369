import { GoogleError } from '../errors/google-error';

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const LEADING_ZERO = /(?<![\w.+-])-?0[0-9xX]/;

/**
 * Parses a request body. An empty body is the empty message.
 *
 * @throws GoogleError 400 without details, for example for `{"day": 07}`
 */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    const octal = LEADING_ZERO.test(text.replace(STRINGS, '""'));
    const cause = octal ? 'Octal/hex numbers are not valid JSON values.' : 'Unexpected token.';
    throw new GoogleError('INVALID_ARGUMENT', `Invalid JSON payload received. ${cause}`);
  }
}
