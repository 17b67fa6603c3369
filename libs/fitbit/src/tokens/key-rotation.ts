import { Injectable } from '@nestjs/common';
import { SealedTokensError } from '../errors/fitbit.errors';
import { SEALED_KINDS, type SealedKind, SealedRepository, type SealedRow } from '../storage/sealed.repository';
import { TokenVault } from './token-vault';

export interface RotationCounts {
  /** Rows that this run sealed with the first key. */
  readonly resealed: number;
  /** Rows that another process wrote meanwhile, sealed with the first key of that process. */
  readonly overtaken: number;
  /** Rows that no key of the ring opens, by the id of the key that they name. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Rows that still need a key other than the first after the run, by the id of that key. */
  readonly remaining: Readonly<Record<string, number>>;
}

/** Limits memory. */
const PAGE = 200;

/**
 * Seals every row again with the first key of the ring, while the application runs. Rows that already have that key
 * are skipped, so an interrupted run can be started again.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly rows: SealedRepository,
    private readonly vault: TokenVault,
  ) {}

  /** Calls `watch` after each page with the number of rows read so far. */
  async rotate(watch: (seen: number) => void = () => undefined): Promise<RotationCounts> {
    const tally = { resealed: 0, overtaken: 0, unreadable: {} as Record<string, number> };
    let seen = 0;
    for (const kind of SEALED_KINDS) {
      for await (const page of this.pages(kind)) {
        for (const row of page) await this.reseal(kind, row, tally);
        watch((seen += page.length));
      }
    }
    return { ...tally, remaining: await this.countRemaining() };
  }

  /** Counts the rows that need a key other than the first, by the id of that key. */
  async countRemaining(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const kind of SEALED_KINDS) {
      for await (const page of this.pages(kind)) {
        for (const { sealed } of page) count(counts, this.vault.keyIdOf(sealed));
      }
    }
    return counts;
  }

  private async reseal(
    kind: SealedKind,
    row: SealedRow,
    tally: { resealed: number; overtaken: number; unreadable: Record<string, number> },
  ): Promise<void> {
    try {
      const purpose = kind === 'authorization' ? 'verifier' : 'grant';
      const sealed = this.vault.reseal(row.sealed, purpose, row.identity);
      if (await this.rows.replace(kind, row, sealed)) tally.resealed++;
      else tally.overtaken++;
    } catch (error) {
      if (!(error instanceof SealedTokensError)) throw error;
      count(tally.unreadable, error.keyId);
    }
  }

  private async *pages(kind: SealedKind): AsyncGenerator<readonly SealedRow[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.rows.page(kind, this.vault.currentPrefix, PAGE, after);
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }
}

function count(counts: Record<string, number>, keyId: string): void {
  counts[keyId] = (counts[keyId] ?? 0) + 1;
}
