import { type ChildProcess, fork } from 'node:child_process';

/** What one process can ask another to do: functions of one argument, which is sent as JSON. */
export type Tasks<T> = { [K in keyof T]: (argument: never) => Promise<unknown> };

interface Order {
  readonly id: number;
  readonly task: string;
  readonly argument: unknown;
}
type Outcome = { readonly id: number } & ({ readonly result?: unknown } | { readonly error: string });

/** A child process. The measured code runs in one, so that it shares no event loop with the measurement. */
export class Program<T extends Tasks<T>> {
  private readonly waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  private readonly exited: Promise<void>;
  private orders = 0;

  private constructor(private readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()));
    child.on('message', (outcome: Outcome) => this.finish(outcome));
    child.once('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`A process ended with ${code}.`));
    });
  }

  /** @param file a module that calls {@link serve} */
  static start<T extends Tasks<T>>(file: string): Program<T> {
    // Standard output is for the figures alone.
    return new Program<T>(fork(file, { stdio: ['ignore', process.stderr, process.stderr, 'ipc'] }));
  }

  call<K extends keyof T & string>(task: K, argument: Parameters<T[K]>[0]): Promise<Awaited<ReturnType<T[K]>>> {
    return new Promise((resolve, reject) => {
      const id = this.orders++;
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, task, argument } satisfies Order);
    });
  }

  /** The process finishes what it does, and ends. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.exited;
  }

  private finish(outcome: Outcome): void {
    const waiting = this.waiting.get(outcome.id);
    this.waiting.delete(outcome.id);
    if ('error' in outcome) waiting?.reject(new Error(outcome.error));
    else waiting?.resolve(outcome.result as never);
  }
}

/** The child's side: runs the tasks it is asked for, and ends when its parent does. */
export function serve<T extends Tasks<T>>(tasks: T, close: () => Promise<unknown> = () => Promise.resolve()): void {
  process.on('message', ({ id, task, argument }: Order) => {
    tasks[task as keyof T](argument as never).then(
      (result) => process.send?.({ id, result } satisfies Outcome),
      (error: Error) => process.send?.({ id, error: error.stack ?? error.message } satisfies Outcome),
    );
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit());
  });
}
