import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../../sample/src/demo/browser';
import { connectPerson } from '../../sample/src/demo/connect-person';
import type { SandboxControl } from './sandbox-control';

const AGAIN_MS = 300;
const COLLECTIONS = 4;
const SUBSCRIBED = /apiSubscriptions/;

interface Place {
  readonly sandbox: SandboxControl;
  readonly publicUrl: URL;
  /** Whether notifications have to be asked for user by user. */
  readonly subscribes: boolean;
}

/** A user of the application, and who that is at the upstream. Never gives up, as people do not. */
export class Member {
  /** Lives on at the upstream only while connected: nobody is told of what happened before. */
  isConnected = false;
  private subscribedBefore = 0;

  constructor(
    readonly userId: string,
    readonly personId: string,
    readonly memberSince: string,
    private readonly place: Place,
  ) {}

  /** Through the pages, until it has worked; then until the upstream was asked for notifications. */
  async connect(): Promise<void> {
    const { publicUrl } = this.place;
    await insist(() => connectPerson({ userId: this.userId, personId: this.personId }, publicUrl));
    await insist(async () => {
      if ((await this.subscriptions()) < this.subscribedBefore + COLLECTIONS) throw new Error('not subscribed yet');
    });
    this.isConnected = true;
  }

  /** Disconnects and, after a while, connects again; {@link isConnected} tells when that has worked. */
  leaveAndReturn(awayMs: number): void {
    this.isConnected = false;
    void this.disconnect()
      .then(() => sleep(awayMs))
      .then(() => this.connect());
  }

  private async disconnect(): Promise<void> {
    await insist(async () => {
      this.subscribedBefore = await this.subscriptions();
      const browser = new Browser();
      const { publicUrl } = this.place;
      const fields = new URLSearchParams({ user: this.userId, next: '/' });
      await browser.submit(new URL('/sign-in', publicUrl), fields, publicUrl);
      const { status } = await browser.submit(new URL('/disconnect', publicUrl), new URLSearchParams(), publicUrl);
      if (status !== 200) throw new Error(`disconnecting answered ${status}`);
    });
  }

  /** How often the upstream was asked for notifications with success; more than enough where it need not be. */
  private async subscriptions(): Promise<number> {
    if (!this.place.subscribes) return Infinity;
    const requests = await this.place.sandbox.requests();
    return requests
      .filter(({ method, person, path, status }) => {
        return (
          method === 'POST' && person === this.personId && SUBSCRIBED.test(path) && [200, 201, 409].includes(status)
        );
      })
      .reduce((sum, { count }) => sum + count, 0);
  }
}

async function insist(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await sleep(AGAIN_MS);
    }
  }
}
