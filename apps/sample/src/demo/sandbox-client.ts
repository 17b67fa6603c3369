/** Somebody of the sandbox. */
export interface SandboxPerson {
  readonly id: string;
}

interface RequestCount {
  readonly path: string;
  readonly person: string | null;
  readonly count: number;
}

/** The sandbox's own routes, which no real upstream has. */
export class SandboxClient {
  constructor(private readonly baseUrl: string) {}

  async people(): Promise<SandboxPerson[]> {
    const { people } = await this.get<{ people: SandboxPerson[] }>('people');
    return people;
  }

  /** How many requests the upstream has answered for each person. */
  async requestsByPerson(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { person, count } of await this.get<RequestCount[]>('requests')) {
      if (person) counts.set(person, (counts.get(person) ?? 0) + count);
    }
    return counts;
  }

  private async get<T>(path: string): Promise<T> {
    const url = `${this.baseUrl.replace(/\/$/, '')}/_sandbox/${path}`;
    const response = await fetch(url);
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} for ${url}.`);
    return (await response.json()) as T;
  }
}
