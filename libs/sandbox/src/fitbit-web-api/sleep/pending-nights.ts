import type { WorldObserver } from '../../world/observed-world';

/** The people whose next night is still being processed: those who synced since it was last requested. */
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
