import { type Fault, LONGEST_HOLD_MS } from './faults';

interface Held {
  readonly releases: (() => void)[];
  readonly timer: NodeJS.Timeout;
}

/** Holds answers back until enough of them can be sent together: see {@link Fault.together}. */
export class AnswerGate {
  private readonly held = new Map<Fault, Held>();

  /** @param release sends the answer */
  hold(fault: Fault, release: () => void): void {
    const group = this.held.get(fault) ?? {
      releases: [],
      timer: setTimeout(() => this.open(fault), LONGEST_HOLD_MS),
    };
    this.held.set(fault, group);
    group.releases.push(release);
    if (group.releases.length >= (fault.together ?? 1)) this.open(fault);
  }

  /** Sends everything that is held back. */
  close(): void {
    for (const fault of [...this.held.keys()]) this.open(fault);
  }

  private open(fault: Fault): void {
    const group = this.held.get(fault);
    if (!group) return;
    clearTimeout(group.timer);
    this.held.delete(fault);
    for (const release of group.releases) release();
  }
}
