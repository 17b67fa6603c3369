import { whileRenewing } from './while-renewing';

describe('a lease that is renewed while its holder works', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is renewed until the work has ended, also after a renewal failed', async () => {
    const renew = jest.fn().mockRejectedValueOnce(new Error('the database is away')).mockResolvedValue(undefined);
    let end: (result: string) => void = () => undefined;
    const working = whileRenewing(renew, () => new Promise<string>((resolve) => (end = resolve)), 10);
    await jest.advanceTimersByTimeAsync(35);
    expect(renew).toHaveBeenCalledTimes(3);
    end('done');
    expect(await working).toBe('done');
    await jest.advanceTimersByTimeAsync(100);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  it('does not return before a renewal that is under way, which would otherwise follow the release', async () => {
    let renewed: () => void = () => undefined;
    const steps: string[] = [];
    const renew = () => new Promise<void>((resolve) => (renewed = resolve)).then(() => steps.push('renewed'));
    const working = whileRenewing(renew, () => new Promise<void>((resolve) => setTimeout(resolve, 15)), 10).then(() =>
      steps.push('returned'),
    );
    await jest.advanceTimersByTimeAsync(20);
    expect(steps).toEqual([]);
    renewed();
    await working;
    expect(steps).toEqual(['renewed', 'returned']);
  });
});
