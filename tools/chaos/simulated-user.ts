import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../demo/browser';
import { connectPerson } from '../demo/connect-person';
import type { SandboxControl, SandboxPerson } from '../support/sandbox-control';

const RETRY_MS = 300;
const COLLECTIONS = ['activities', 'body', 'foods', 'sleep'];

interface Application {
  readonly sandbox: SandboxControl;
  readonly publicUrl: URL;
  /** Whether the application subscribes to the notifications of each user (Fitbit Web API). */
  readonly subscribesPerUser: boolean;
}

/** A user of the application with an account at the upstream, who retries until it works. */
export class SimulatedUser {
  /** People sync and edit only while connected: the module hears of no change that happens before. */
  isConnected = false;
  readonly personId: string;
  readonly memberSince: string;

  constructor(
    readonly userId: string,
    person: SandboxPerson,
    private readonly application: Application,
  ) {
    this.personId = person.id;
    this.memberSince = person.memberSince;
  }

  /** Connects through the pages, then waits for the subscriptions. */
  async connect(): Promise<void> {
    const { publicUrl } = this.application;
    await retryUntilDone(() => connectPerson({ userId: this.userId, personId: this.personId }, publicUrl));
    await retryUntilDone(async () => {
      if (!(await this.isSubscribed())) throw new Error('not subscribed yet');
    });
    this.isConnected = true;
  }

  /** Disconnects, pauses and connects again in the background; {@link isConnected} tells when that is done. */
  reconnect(pauseMs: number): void {
    this.isConnected = false;
    void this.disconnect()
      .then(() => sleep(pauseMs))
      .then(() => this.connect());
  }

  private async disconnect(): Promise<void> {
    await retryUntilDone(async () => {
      const browser = new Browser();
      const { publicUrl } = this.application;
      const fields = new URLSearchParams({ user: this.userId, next: '/' });
      await browser.submit(new URL('/sign-in', publicUrl), fields, publicUrl);
      const { status } = await browser.submit(new URL('/disconnect', publicUrl), new URLSearchParams(), publicUrl);
      if (status !== 200) throw new Error(`disconnecting answered ${status}`);
    });
  }

  private async isSubscribed(): Promise<boolean> {
    const { sandbox, subscribesPerUser } = this.application;
    if (!subscribesPerUser) return true;
    const { access_token } = await sandbox.token(this.personId, { upstream: 'fitbit-web-api' });
    const headers = { authorization: `Bearer ${access_token}` };
    const response = await fetch(`${sandbox.url}/1/user/-/apiSubscriptions.json`, { headers });
    const { apiSubscriptions } = (await response.json()) as {
      apiSubscriptions: readonly { readonly collectionType: string }[];
    };
    const subscribed = apiSubscriptions.map(({ collectionType }) => collectionType);
    return COLLECTIONS.every((collection) => subscribed.includes(collection));
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
