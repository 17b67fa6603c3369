import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamName } from 'nestjs-fitbit';
import { Browser } from '../demo/browser';
import { connectPerson } from '../demo/connect-person';
import type { SandboxControl, SandboxPerson } from '../support/sandbox-control';

const RETRY_MS = 300;
/** After an erase and the end of a connect that it interrupted: what comes back late, comes back then. */
const LATE_MS = 1_500;
const COLLECTIONS = ['activities', 'body', 'foods', 'sleep'];

interface Application {
  readonly sandbox: SandboxControl;
  readonly publicUrl: URL;
  readonly upstream: UpstreamName;
  /** Deletes everything of a user. */
  readonly erase: (userId: string) => Promise<void>;
}

/** `changing`: between two of the others, so that nothing can be said of what is stored. */
export type UserPhase = 'changing' | 'connected' | 'erased';

/** A user of the application with an account at the upstream, who retries until it works. */
export class SimulatedUser {
  private current: UserPhase = 'changing';
  private count = 0;
  private step = 'connected';

  constructor(
    readonly userId: string,
    private person: SandboxPerson,
    private readonly application: Application,
  ) {}

  /** The account that the user has connected, or connects. */
  get account(): SandboxPerson {
    return this.person;
  }

  get personId(): string {
    return this.person.id;
  }

  get phase(): UserPhase {
    return this.current;
  }

  /** Goes up with every change of the phase. */
  get phases(): number {
    return this.count;
  }

  /** What the user waits for while `changing`. */
  get waitsFor(): string {
    return this.step;
  }

  /** People sync and edit only while connected: the module hears of no change that happens before. */
  get isConnected(): boolean {
    return this.current === 'connected';
  }

  /** Connects through the pages, then waits for the subscriptions. */
  async connect(): Promise<void> {
    this.enter('changing');
    this.step = 'connected';
    await retryUntilDone(() => this.connectOnce());
    this.step = 'subscribed';
    await retryUntilDone(async () => {
      if (!(await this.isSubscribed())) throw new Error('not subscribed yet');
    });
    this.enter('connected');
  }

  /** Disconnects, pauses and connects again in the background. `false` while the user is busy. */
  reconnect(pauseMs: number): boolean {
    return this.inBackground(async () => {
      await this.disconnect();
      await sleep(pauseMs);
      await this.connect();
    });
  }

  /** Is erased, pauses and connects again, as {@link reconnect}. */
  eraseAndConnect(pauseMs: number): boolean {
    return this.inBackground(async () => {
      await this.erase();
      await sleep(pauseMs);
      await this.connect();
    });
  }

  /** Connects another account without disconnecting. @param free called with the former account once it is free */
  changeAccount(person: SandboxPerson, free: (former: SandboxPerson) => void): boolean {
    return this.inBackground(async () => {
      const former = this.person;
      this.person = person;
      await this.connect();
      free(former);
    });
  }

  /** Begins to connect again, and disconnects or is erased before that has ended. Then connects again. */
  interruptConnect(how: 'disconnect' | 'erase', afterMs: number): boolean {
    return this.inBackground(async () => {
      const attempt = this.connectOnce().catch(() => undefined); // it may be refused
      await sleep(afterMs);
      await (how === 'erase' ? this.erase() : this.disconnect());
      await attempt;
      await sleep(LATE_MS);
      await this.connect();
    });
  }

  private inBackground(work: () => Promise<void>): boolean {
    if (!this.isConnected) return false;
    this.enter('changing');
    void work();
    return true;
  }

  private enter(phase: UserPhase): void {
    this.current = phase;
    this.count++;
  }

  private connectOnce(): Promise<void> {
    return connectPerson({ userId: this.userId, personId: this.personId }, this.application.publicUrl);
  }

  private async erase(): Promise<void> {
    this.step = 'erased';
    await retryUntilDone(() => this.application.erase(this.userId));
    this.enter('erased');
  }

  private async disconnect(): Promise<void> {
    this.step = 'disconnected';
    await retryUntilDone(async () => {
      const browser = new Browser();
      const { publicUrl } = this.application;
      const fields = new URLSearchParams({ user: this.userId, next: '/' });
      await browser.submit(new URL('/sign-in', publicUrl), fields, publicUrl);
      const { status } = await browser.submit(new URL('/disconnect', publicUrl), new URLSearchParams(), publicUrl);
      if (status !== 200) throw new Error(`disconnecting answered ${status}`);
    });
  }

  /** The application subscribes to the notifications of each user of the Fitbit Web API. */
  private async isSubscribed(): Promise<boolean> {
    const { sandbox, upstream } = this.application;
    if (upstream !== 'fitbit-web-api') return true;
    const { subscriptions } = await sandbox.grant(this.personId, upstream);
    return COLLECTIONS.every((collection) => subscriptions.includes(collection));
  }
}

async function retryUntilDone(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await sleep(RETRY_MS);
    }
  }
}
