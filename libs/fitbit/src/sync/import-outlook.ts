import { Injectable } from '@nestjs/common';
import type { Connection } from '../model/connection';
import { holes, type Ledger } from '../model/coverage';
import type { FetchFailure, ImportBlock, ResourceProgress } from '../model/progress';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { Budget } from '../quota/budget';
import { CircuitBreaker } from '../quota/circuit-breaker';
import { historyRange } from './history-range';
import { planDays } from './plan-days';

/** When an import is expected to end, and what holds it up. */
export interface Outlook {
  /** `null` when it cannot be estimated. */
  readonly etaMs: number | null;
  readonly blockedBy: readonly ImportBlock[];
}

/** How far an import has come. */
interface ImportState {
  readonly complete: boolean;
  readonly ledger: Ledger;
  readonly failures: readonly FetchFailure[];
  readonly resources: readonly ResourceProgress[];
}

/** Estimates how long an import takes and finds what holds it up. */
@Injectable()
export class ImportOutlook {
  private readonly counts = new RecentCounts();

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly upstream: FitbitUpstream,
    private readonly budget: Budget,
    private readonly circuit: CircuitBreaker,
  ) {}

  async estimate(connection: Connection, state: ImportState): Promise<Outlook> {
    const { failures, resources } = state;
    const lasting = [...failureBlocks(failures), ...this.missingScopes(resources)];
    if (connection.state !== 'active') {
      return { etaMs: null, blockedBy: [{ kind: 'connection', state: connection.state }, ...lasting] };
    }
    if (state.complete) return { etaMs: 0, blockedBy: lasting };
    if (!this.options.subscribe) return { etaMs: null, blockedBy: lasting };
    const { etaMs, blockedBy } = await this.estimateRest(connection, state);
    return { etaMs, blockedBy: [...blockedBy, ...lasting] };
  }

  private missingScopes(resources: readonly ResourceProgress[]): ImportBlock[] {
    const missing = resources
      .filter(({ resource, status }) => status === 'not_consented' && this.options.resources.includes(resource))
      .map(({ resource }) => resource);
    return missing.length > 0 ? [{ kind: 'scope', resources: missing }] : [];
  }

  private async estimateRest(connection: Connection, { ledger, failures, resources }: ImportState): Promise<Outlook> {
    const now = this.options.clock.now();
    const range = historyRange(connection, now, this.options);
    const readable = resources.filter(({ totalDays }) => totalDays > 0).map(({ resource }) => resource);
    const requests = this.counts.getOrCount(
      connection.id,
      now,
      () => planDays(this.upstream, { resources: readable, range, ledger }, holes).length,
    );
    // Without Redis, progress is shown without an estimate.
    const asked = Promise.all([this.budget.outlook(connection.userId, requests), this.circuit.openForMs()]);
    const [budget, openMs] = await asked.catch(() => [undefined, 0] as const);
    if (!budget) return { etaMs: null, blockedBy: [] };
    const inMs = (ms: number) => new Date(now.getTime() + ms);
    const pausedMs = failures.map(({ nextAttemptAt }) => nextAttemptAt.getTime() - now.getTime());
    return {
      etaMs: Math.ceil(Math.max(openMs, budget.lastInMs, requests * this.options.betweenDelayMs, ...pausedMs)),
      blockedBy: [
        ...(openMs > 0 ? [{ kind: 'upstream', until: inMs(openMs) } as const] : []),
        ...(budget.firstInMs > SHORT_WAIT_MS ? [{ kind: 'budget', until: inMs(budget.firstInMs) } as const] : []),
      ],
    };
  }
}

/** Planning ten years takes up to 0.14 s, and pages ask for the progress of an import twice a second. */
class RecentCounts {
  private readonly known = new Map<string, { readonly count: number; readonly until: number }>();

  getOrCount(key: string, now: Date, count: () => number): number {
    const found = this.known.get(key);
    if (found && now.getTime() < found.until && now.getTime() >= found.until - KEPT_MS) return found.count;
    if (this.known.size >= MOST_KEPT) this.known.clear();
    const fresh = { count: count(), until: now.getTime() + KEPT_MS };
    this.known.set(key, fresh);
    return fresh.count;
  }
}

const KEPT_MS = 3_000;
const MOST_KEPT = 1_000;
/** A bucket is often empty for a moment during an import. That holds nothing up. */
const SHORT_WAIT_MS = 5_000;

function failureBlocks(failures: readonly FetchFailure[]): ImportBlock[] {
  const byCode = new Map<string, Extract<ImportBlock, { kind: 'failing' }>>();
  for (const { code, nextAttemptAt } of failures) {
    const { windows = 0, until = nextAttemptAt } = byCode.get(code) ?? {};
    byCode.set(code, {
      kind: 'failing',
      code,
      windows: windows + 1,
      until: until < nextAttemptAt ? until : nextAttemptAt,
    });
  }
  return [...byCode.values()];
}
