import { AnswerNode } from '../../http/answer-node';
import { interpretIdentity, interpretIdentityFailure } from './identity';

const identity = (answer: object) => interpretIdentity(new AnswerNode(answer));
const failure = (status: number, error: object | string) =>
  interpretIdentityFailure({ status, headers: new Headers(), body: JSON.stringify({ error }) });
const errorInfo = (reason: string) => [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }];

describe('identity', () => {
  it('returns the new id and the legacy id', () => {
    const answer = { name: 'users/me/identity', legacyUserId: 'A1B2C3', healthUserId: '8512524441117254421' };
    expect(identity(answer)).toEqual({ upstreamUserId: '8512524441117254421', legacyUserId: 'A1B2C3' });
  });

  it('works without a legacy id, and with a malformed one', () => {
    expect(identity({ healthUserId: '1' })).toEqual({ upstreamUserId: '1' });
    expect(identity({ healthUserId: '1', legacyUserId: '' })).toEqual({ upstreamUserId: '1' });
    expect(identity({ healthUserId: '1', legacyUserId: 'a b' })).toEqual({ upstreamUserId: '1' });
  });

  it.each([undefined, '', 8512524441117254000, 'users/1', 'x'.repeat(64)])('rejects %p as an id', (healthUserId) => {
    expect(() => identity({ healthUserId })).toThrow(/cannot be read \(healthUserId/);
  });

  it.each([
    [400, { status: 'FAILED_PRECONDITION', details: errorInfo('ACCOUNT_NOT_LINKED') }],
    [412, { status: 'FAILED_PRECONDITION', details: errorInfo('ACCOUNT_NOT_LINKED') }],
    [403, { status: 'PERMISSION_DENIED', message: 'The caller does not have permission' }],
  ])('refuses a user without a Google Health account (%i)', (status, error) => {
    expect(failure(status, error)).toMatchObject({
      code: 'FITBIT_AUTHORIZATION_REFUSED',
      reason: 'account_not_linked',
    });
  });

  it.each([
    [401, { status: 'UNAUTHENTICATED' }, 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [403, { status: 'PERMISSION_DENIED', details: errorInfo('SERVICE_DISABLED') }, 'FITBIT_UPSTREAM_CONFIGURATION'],
    [403, { status: 'PERMISSION_DENIED', details: errorInfo('MISSING_OAUTH_SCOPE') }, 'FITBIT_SCOPE_MISSING'],
    [403, 'forbidden', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [503, { status: 'UNAVAILABLE' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
  ])('distinguishes other failures: %i %j', (status, error, code) => {
    expect(failure(status, error)).toMatchObject({ code });
  });
});
