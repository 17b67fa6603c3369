import { ManualClock } from '../../../../test/support/clocks';
import type { Connection } from '../model/connection';
import type { Ledger } from '../model/coverage';
import type { FitbitErrorCode } from '../model/error-code';
import type { FetchFailure, ResourceProgress } from '../model/progress';
import { resolveFitbitOptions } from '../options/resolve-fitbit-options';
import { createUpstream } from '../upstream/create-upstream';
import type { Budget, BudgetOutlook } from '../quota/budget';
import type { CircuitBreaker } from '../quota/circuit-breaker';
import { ImportOutlook } from './import-outlook';

const NOW = new Date('2026-11-22T12:00:00Z');
const inMs = (ms: number) => new Date(NOW.getTime() + ms);
const connection = { id: 'c', userId: 'u', state: 'active', timeZone: 'UTC', memberSince: '2026-01-01', scopes: [] };
const steps: ResourceProgress = { resource: 'activities/steps', status: 'importing', doneDays: 0, totalDays: 325 };
const failure = (code: FitbitErrorCode, ms: number): FetchFailure => ({
  endpoint: 'r',
  from: '2026-01-01',
  to: '2026-01-02',
  resources: ['activities/steps'],
  attempts: 8,
  code,
  message: '',
  failedAt: NOW,
  nextAttemptAt: inMs(ms),
});

describe('the outlook of an import', () => {
  let asked: number[];
  let budget: BudgetOutlook | undefined;
  let openMs: number;

  beforeEach(() => {
    asked = [];
    budget = { firstInMs: 0, lastInMs: 500 };
    openMs = 0;
  });

  function outlook(
    given: Partial<Connection> = {},
    stand: Partial<Parameters<ImportOutlook['estimate']>[1]> = {},
    subscribe = true,
  ) {
    const options = resolveFitbitOptions({
      consumerKey: 'key',
      consumerSecret: 'secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'k', key: new Uint8Array(32) }],
      subscriptions: { activities: ['steps', 'floors'] },
      betweenDelay: 2,
      subscribe,
      clock: new ManualClock(NOW),
    });
    const shared = {
      outlook: (_: string, requests: number) => {
        asked.push(requests);
        return Promise.resolve(budget);
      },
    };
    const circuit = { openForMs: () => Promise.resolve(openMs) };
    const service = new ImportOutlook(options, createUpstream(options), shared as Budget, circuit as CircuitBreaker);
    const ledger: Ledger = new Map();
    return service.estimate({ ...connection, ...given } as Connection, {
      complete: false,
      ledger,
      failures: [],
      resources: [steps],
      ...stand,
    });
  }

  it('takes as long as the budget or the delays between the planned requests', async () => {
    expect(await outlook()).toEqual({ etaMs: 4 * 2_000, blockedBy: [] });
    expect(asked).toEqual([4]);
    budget = { firstInMs: 3_600_000, lastInMs: 7_200_000 };
    expect(await outlook()).toEqual({ etaMs: 7_200_000, blockedBy: [{ kind: 'budget', until: inMs(3_600_000) }] });
  });

  it('does not report a bucket that is empty for a moment', async () => {
    budget = { firstInMs: 250, lastInMs: 60_000 };
    expect(await outlook()).toEqual({ etaMs: 60_000, blockedBy: [] });
  });

  it('reports an open circuit first, then failures by code, then missing scopes', async () => {
    openMs = 30_000;
    budget = { firstInMs: 10_000, lastInMs: 10_000 };
    const failures = [failure('FITBIT_MALFORMED_ANSWER', 90_000), failure('FITBIT_MALFORMED_ANSWER', 60_000)];
    const floors: ResourceProgress = {
      resource: 'activities/floors',
      status: 'not_consented',
      doneDays: 0,
      totalDays: 0,
    };
    const unwanted: ResourceProgress = { ...floors, resource: 'body/fat' };
    expect(await outlook({}, { failures, resources: [steps, floors, unwanted] })).toEqual({
      etaMs: 90_000,
      blockedBy: [
        { kind: 'upstream', until: inMs(30_000) },
        { kind: 'budget', until: inMs(10_000) },
        { kind: 'failing', code: 'FITBIT_MALFORMED_ANSWER', windows: 2, until: inMs(60_000) },
        { kind: 'scope', resources: ['activities/floors'] },
      ],
    });
  });

  it('has no estimate for a connection that needs a new grant, or without Redis', async () => {
    expect(await outlook({ state: 'upstream_gone' })).toEqual({
      etaMs: null,
      blockedBy: [{ kind: 'connection', state: 'upstream_gone' }],
    });
    budget = undefined;
    expect(await outlook()).toEqual({ etaMs: null, blockedBy: [] });
  });

  it('is zero for a complete history, and has no estimate when nothing is imported', async () => {
    expect(await outlook({}, { complete: true })).toEqual({ etaMs: 0, blockedBy: [] });
    expect(await outlook({}, {}, false)).toEqual({ etaMs: null, blockedBy: [] });
    expect(asked).toEqual([]);
  });
});
