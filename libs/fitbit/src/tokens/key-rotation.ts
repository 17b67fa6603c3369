import { Injectable } from '@nestjs/common';
import { SealedTokensError } from '../errors/fitbit.errors';
import { SEALED_KINDS, type SealedKind, SealedRepository, type SealedRow } from '../storage/sealed.repository';
import { TokenVault } from './token-vault';

export interface RotationCounts {
  /** Rows that are sealed with the first key now and were not before. */
  readonly resealed: number;
  /** Rows that somebody else wrote meanwhile: they were sealed with that process's first key. */
  readonly overtaken: number;
  /** Rows that no key of the ring opens, by the id of the key they name. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Rows that still need another key than the first, after the run. */
  readonly remaining: Readonly<Record<string, number>>;
}

/** Memory holds one page. */
const PAGE = 200;

/**
 * Seals everything anew with the first key of the ring, while the application runs. What is done already is skipped, so
 * a run that broke off is simply begun again.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly rows: SealedRepository,
    private readonly vault: TokenVault,
  ) {}

  /** `watch` is called after every page with the number of rows seen. */
  async rotate(watch: (seen: number) => void = () => undefined): Promise<RotationCounts> {
    const tally = { resealed: 0, overtaken: 0, unreadable: {} as Record<string, number> };
    let seen = 0;
    for (const kind of SEALED_KINDS) {
      for await (const page of this.pages(kind)) {
        for (const row of page) await this.reseal(kind, row, tally);
        watch((seen += page.length));
      }
    }
    return { ...tally, remaining: await this.remaining() };
  }

  /** Rows that need another key than the first, by its id. */
  async remaining(): Promise<Record<string, number>> {
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
