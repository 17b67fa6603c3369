import type { WorldObserver } from '../../world/observed-world';

/** People whose next night is still being processed: those who synced since they were last asked about it. */
export class PendingNights implements WorldObserver {
  private readonly people = new Set<string>();

  changed(personId: string): void {
    this.people.add(personId);
  }

  reset(): void {
    this.people.clear();
  }

  /** `true` once after each sync. */
  take(personId: string): boolean {
    return this.people.delete(personId);
  }
}
