import { grantOf, splitScopes } from './grant-answer';

const askedAt = new Date('2026-11-22T12:00:00Z');
const before = {
  refreshToken: 'old-refresh',
  refreshTokenExpiresAt: new Date('2026-11-25T00:00:00Z'),
  scopes: ['old'],
};
const grant = (answer: object) => grantOf({ access_token: 'new', token_type: 'bearer', ...answer }, before, askedAt);

describe('grantOf', () => {
  it('counts lifetimes from before the request', () => {
    const answer = { expires_in: 3599, refresh_token: 'new-refresh', refresh_token_expires_in: 604_799, scope: 'a b' };
    expect(grant(answer)).toEqual({
      accessToken: 'new',
      refreshToken: 'new-refresh',
      expiresAt: new Date('2026-11-22T12:59:59Z'),
      refreshTokenExpiresAt: new Date('2026-11-29T11:59:59Z'),
      scopes: ['a', 'b'],
    });
  });

  it('keeps what the answer does not replace', () => {
    expect(grant({ expires_in: 3599 })).toMatchObject(before);
    expect(grant({ refresh_token: 'old-refresh', scope: '' })).toMatchObject(before);
  });

  it('does not apply the expiry of the old refresh token to a new one', () => {
    expect(grant({ refresh_token: 'new-refresh' }).refreshTokenExpiresAt).toBeUndefined();
  });

  it.each(['never', -5, null, 0])('finds no expiry in %p', (refresh_token_expires_in) => {
    expect(grant({ refresh_token: 'new-refresh', refresh_token_expires_in }).refreshTokenExpiresAt).toBeUndefined();
  });

  it('assumes an hour when the answer has no lifetime', () => {
    expect(grant({}).expiresAt).toEqual(new Date('2026-11-22T13:00:00Z'));
  });
});

describe('splitScopes', () => {
  it('splits a list at any white space, each scope once', () => {
    expect(splitScopes(' a  b\ta ')).toEqual(['a', 'b']);
    expect(splitScopes(undefined)).toEqual([]);
  });
});
