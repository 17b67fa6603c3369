import { RESOURCE_NAMES } from '../../../model/catalogue';
import { ENDPOINTS } from '../endpoints';
import { affected } from './affected';

const day = { from: '2026-09-10', to: '2026-09-10' };
const resources = (collection: string) => affected(collection, [day], '2026-09-20').map(({ resource }) => resource);

describe('what a collection of the Fitbit Web API affects', () => {
  it.each(['activities', 'sleep', 'foods', 'body'])(
    '[R6] %s: all of its resources that the upstream has',
    (collection) => {
      const expected = RESOURCE_NAMES.filter(
        (name) => name.startsWith(`${collection}/`) && ENDPOINTS.endpointFor(name),
      );
      expect(expected).not.toEqual([]);
      expect(resources(collection)).toEqual(expected);
    },
  );

  it.each(['heart', 'userRevokedAccess', ''])('nothing for %p', (collection) => {
    expect(resources(collection)).toEqual([]);
  });

  it('the notified days, joined', () => {
    const days = [{ from: '2026-09-12', to: '2026-09-12' }, day, { from: '2026-09-11', to: '2026-09-11' }];
    for (const one of affected('sleep', days, '2026-09-20')) {
      expect(one).toMatchObject({ days: [{ from: '2026-09-10', to: '2026-09-12' }] });
    }
  });

  it('weights until today: they carry forward', () => {
    const days = [{ from: '2026-09-15', to: '2026-09-15' }, day];
    for (const one of affected('body', days, '2026-09-20')) {
      expect(one.days).toEqual([{ from: '2026-09-10', to: '2026-09-20' }]);
    }
    const ahead = affected('body', [{ from: '2026-09-21', to: '2026-09-21' }], '2026-09-20');
    expect(ahead[0]?.days).toEqual([{ from: '2026-09-21', to: '2026-09-21' }]);
    expect(affected('body', [], '2026-09-20').every(({ days: none }) => none.length === 0)).toBe(true);
  });
});
