/** What can be killed; `redis` forgets everything, `postgres` nothing. */
export type Mortal = 'postgres' | 'redis' | 'api-1' | 'api-2' | 'worker-1' | 'worker-2';

interface Answer {
  readonly id: number;
  readonly problem?: string;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Has the process that started everything kill something (`SIGKILL`) and start it again. */
export class Machinery {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor() {
    process.on('message', (message) => this.answered(message as Answer));
  }

  kill(target: Mortal): Promise<void> {
    return this.order('kill', target);
  }

  /** Returns when it is ready. */
  start(target: Mortal): Promise<void> {
    return this.order('start', target);
  }

  /** Lets this process end. */
  close(): void {
    process.disconnect?.();
  }

  private order(act: 'kill' | 'start', target: Mortal): Promise<void> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      process.send?.({ id, act, target });
    });
  }

  private answered({ id, problem }: Answer): void {
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (problem === undefined) resolve?.();
    else reject?.(new Error(problem));
  }
}
