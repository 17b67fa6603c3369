import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../../sample/src/demo/browser';
import { connectPerson } from '../../sample/src/demo/connect-person';
import type { SandboxControl } from './sandbox-control';

const AGAIN_MS = 300;
const COLLECTIONS = ['activities', 'body', 'foods', 'sleep'];

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
      if (!(await this.isSubscribed())) throw new Error('not subscribed yet');
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
      const browser = new Browser();
      const { publicUrl } = this.place;
      const fields = new URLSearchParams({ user: this.userId, next: '/' });
      await browser.submit(new URL('/sign-in', publicUrl), fields, publicUrl);
      const { status } = await browser.submit(new URL('/disconnect', publicUrl), new URLSearchParams(), publicUrl);
      if (status !== 200) throw new Error(`disconnecting answered ${status}`);
    });
  }

  private async isSubscribed(): Promise<boolean> {
    const { sandbox, subscribes } = this.place;
    if (!subscribes) return true;
    const headers = { authorization: `Bearer ${await sandbox.accessToken(this.personId)}` };
    const response = await fetch(`${sandbox.baseUrl}/1/user/-/apiSubscriptions.json`, { headers });
    const { apiSubscriptions } = (await response.json()) as {
      apiSubscriptions: readonly { readonly collectionType: string }[];
    };
    const standing = apiSubscriptions.map(({ collectionType }) => collectionType);
    return COLLECTIONS.every((collection) => standing.includes(collection));
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
