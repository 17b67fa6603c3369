import { Subject, throwError } from 'rxjs';
import { SharedPerUser } from './shared-per-user';

describe('a source that the open pages of a user share', () => {
  const started: string[] = [];
  let values: Subject<number>;
  let shared: SharedPerUser<number>;
  beforeEach(() => {
    started.length = 0;
    values = new Subject();
    shared = new SharedPerUser((userId) => {
      started.push(userId);
      return values;
    });
  });
  const page = (userId: string, seen: number[] = []) => ({
    seen,
    subscription: shared.follow(userId).subscribe((value) => seen.push(value)),
  });

  it('starts once for a user, and gives a later page the newest value', () => {
    const first = page('1');
    values.next(1);
    values.next(2);
    const second = page('1');
    values.next(3);
    expect(started).toEqual(['1']);
    expect([first.seen, second.seen]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('is not shared with another user', () => {
    page('1');
    page('2');
    expect(started).toEqual(['1', '2']);
  });

  it('ends with the last page, and begins anew after that', () => {
    const [first, second] = [page('1'), page('1')];
    first.subscription.unsubscribe();
    expect(values.observed).toBe(true);
    second.subscription.unsubscribe();
    expect(values.observed).toBe(false);
    page('1');
    expect(started).toEqual(['1', '1']);
  });

  it('is forgotten when it fails', () => {
    let attempts = 0;
    const failing = new SharedPerUser(() => throwError(() => new Error(`attempt ${++attempts}`)));
    const errors: string[] = [];
    const open = () => failing.follow('1').subscribe({ error: ({ message }: Error) => errors.push(message) });
    open();
    open();
    expect(errors).toEqual(['attempt 1', 'attempt 2']);
  });
});
