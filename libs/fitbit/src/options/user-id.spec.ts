import { userIdOf } from './user-id';

describe('userIdOf', () => {
  it.each([
    [{ id: 'alice' }, 'alice'],
    [{ id: 7 }, '7'],
    [{ id: 0, isActive: true }, '0'],
  ])('[H1] takes %j for a signed-in user', (user, id) => {
    expect(userIdOf(user)).toBe(id);
  });

  it.each([
    undefined,
    null,
    true,
    'alice',
    {},
    { userId: 'alice', username: 'alice' },
    { sub: 'alice' },
    { id: null },
    { id: {} },
    { id: Number.NaN },
    { id: '' },
    { id: 'a\0b' },
    { id: 'a'.repeat(256) },
    { id: 'alice', isActive: false },
  ])('[H1] takes %j for no user, so that two users never share an id', (user) => {
    expect(userIdOf(user)).toBeUndefined();
  });
});
