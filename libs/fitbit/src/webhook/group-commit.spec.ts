import { GroupCommit } from './group-commit';

/** Commits when the test says so. */
class Commits {
  readonly started: (readonly string[])[] = [];
  private readonly open: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly commit = (items: readonly string[]): Promise<void> => {
    this.started.push(items);
    return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
  };

  /** Ends the oldest commit under way, and lets its callers proceed. */
  async end(error?: Error): Promise<void> {
    const oldest = this.open.shift();
    if (error) oldest?.reject(error);
    else oldest?.resolve();
    await settle();
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  let commits: Commits;
  let group: GroupCommit<string>;
  let outcomes: Record<string, string>;
  beforeEach(() => {
    commits = new Commits();
    group = new GroupCommit(commits.commit);
    outcomes = {};
  });

  function add(...items: string[]): void {
    const name = items[0]?.slice(0, 2) ?? '';
    outcomes[name] = 'waits';
    group.add(items).then(
      () => (outcomes[name] = 'committed'),
      (error: Error) => (outcomes[name] = error.message),
    );
  }

  it('starts at once, and puts items that arrive meanwhile into the next commit', async () => {
    add('a1');
    add('b1', 'b2');
    add('c1');
    expect(commits.started).toEqual([['a1']]);
    await commits.end();
    expect(commits.started).toEqual([['a1'], ['b1', 'b2', 'c1']]);
  });

  it('returns to a caller only when the commit with its items has ended', async () => {
    add('a1');
    add('b1');
    await settle();
    expect(outcomes).toEqual({ a1: 'waits', b1: 'waits' });
    await commits.end();
    expect(outcomes).toEqual({ a1: 'committed', b1: 'waits' });
    await commits.end();
    expect(outcomes).toEqual({ a1: 'committed', b1: 'committed' });
  });

  it('commits each part alone after a shared failure, so that only the bad one fails', async () => {
    add('a1');
    add('b1');
    add('c1');
    await commits.end();
    await commits.end(new Error('one of you is bad'));
    expect(commits.started.slice(2)).toEqual([['b1'], ['c1']]);
    await commits.end(new Error('it is you'));
    await commits.end();
    expect(outcomes).toEqual({ a1: 'committed', b1: 'it is you', c1: 'committed' });
  });

  it('starts a few more commits beside one that is stuck', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      add('a1');
      add('b1');
      for (const name of ['c1', 'd1', 'e1', 'f1']) {
        jest.advanceTimersByTime(251);
        add(name);
      }
      expect(commits.started).toEqual([['a1'], ['b1', 'c1'], ['d1'], ['e1']]);
      for (let end = 0; end < 5; end++) await commits.end();
      expect(commits.started.at(-1)).toEqual(['f1']);
      expect(new Set(Object.values(outcomes))).toEqual(new Set(['committed']));
    } finally {
      jest.useRealTimers();
    }
  });

  it('goes on after a failure', async () => {
    add('a1');
    await commits.end(new Error('gone'));
    add('b1');
    await commits.end();
    expect(outcomes).toEqual({ a1: 'gone', b1: 'committed' });
  });

  it('keeps the order, and commits a very long part alone', async () => {
    const long = Array.from({ length: 1_001 }, () => 'l1');
    add('a1');
    add('b1');
    add(...long);
    add('c1');
    for (let end = 0; end < 4; end++) await commits.end();
    expect(commits.started).toEqual([['a1'], ['b1'], long, ['c1']]);
    expect(Object.values(outcomes)).toEqual(['committed', 'committed', 'committed', 'committed']);
  });
});
