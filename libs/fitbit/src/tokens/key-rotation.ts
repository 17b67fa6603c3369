import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SealedTokensError } from '../errors/fitbit.errors';
import {
  type Replacement,
  SEALED_KINDS,
  type SealedKind,
  SealedRepository,
  type SealedRow,
} from '../storage/sealed.repository';
import { TokenVault } from './token-vault';

export interface RotationCounts {
  /** Rows that this run sealed with the first key. */
  readonly resealed: number;
  /** How often a row was not written, because another process was writing it. It is read again. */
  readonly overtaken: number;
  /** Rows that no key of the ring opens, by the id of the key that they name. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Rows that still need a key other than the first after the run, by the id of that key. */
  readonly remaining: Readonly<Record<string, number>>;
}

/** Limits memory, and how long the rows of a page stay locked. */
const PAGE = 500;
/** A process that still seals with another key could keep a run going without end. */
const MOST_PASSES = 10;
/** Lets the transactions end whose rows were locked. */
const NEXT_PASS_MS = 100;

/** What one walk through all rows did. */
interface Pass {
  resealed: number;
  overtaken: number;
  readonly unreadable: Record<string, number>;
}

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

  /**
   * Walks through all rows until a walk finds none to seal: while it runs, others refresh, connect and disconnect. Calls
   * `watch` after each page with the number of rows read so far.
   */
  async rotate(watch: (seen: number) => void = () => undefined): Promise<RotationCounts> {
    const total = { resealed: 0, overtaken: 0 };
    let seen = 0;
    for (let passes = 1; ; passes++) {
      const pass = await this.walk((rows) => watch((seen += rows)));
      total.resealed += pass.resealed;
      total.overtaken += pass.overtaken;
      const isDone = pass.resealed === 0 && pass.overtaken === 0;
      if (isDone || passes === MOST_PASSES) {
        const { unreadable } = pass;
        return { ...total, unreadable, remaining: isDone ? unreadable : await this.countRemaining() };
      }
      if (pass.overtaken > 0) await sleep(NEXT_PASS_MS);
    }
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

  private async walk(watch: (rows: number) => void): Promise<Pass> {
    const pass: Pass = { resealed: 0, overtaken: 0, unreadable: {} };
    for (const kind of SEALED_KINDS) {
      for await (const page of this.pages(kind)) {
        const replacements = page.flatMap((row) => this.reseal(kind, row, pass.unreadable));
        if (replacements.length > 0) {
          const written = await this.rows.replace(kind, replacements);
          pass.resealed += written;
          pass.overtaken += replacements.length - written;
        }
        watch(page.length);
      }
    }
    return pass;
  }

  private reseal(kind: SealedKind, row: SealedRow, unreadable: Record<string, number>): Replacement[] {
    try {
      const purpose = kind === 'authorization' ? 'verifier' : 'grant';
      return [{ ...row, replacement: this.vault.reseal(row.sealed, purpose, row.identity) }];
    } catch (error) {
      if (!(error instanceof SealedTokensError)) throw error;
      count(unreadable, error.keyId);
      return [];
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
