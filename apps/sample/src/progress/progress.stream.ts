import { Inject, Injectable } from '@nestjs/common';
import { FitbitService, type ImportProgress } from 'nestjs-fitbit';
import {
  concatMap,
  defer,
  distinctUntilChanged,
  from,
  merge,
  of,
  repeat,
  skipUntil,
  timer,
  type Observable,
} from 'rxjs';
import { ENVIRONMENT, type Environment } from '../../../common/src';
import { liveView, NOT_CONNECTED, progressView, type ProgressView } from './progress.view';
import { SharedPerUser } from './shared-per-user';

const BUSY_MS = 500;
const IDLE_MS = 5_000;

/** How far a user's import has come, whenever that changes. */
@Injectable()
export class ProgressStream {
  private readonly shared = new SharedPerUser((userId) => this.watch(userId));
  private readonly view: (progress: ImportProgress, now: Date) => ProgressView;

  constructor(
    private readonly fitbit: FitbitService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
    this.view = environment.fitbit.subscribe ? progressView : liveView;
  }

  async now(userId: string): Promise<ProgressView> {
    const progress = await this.fitbit.importProgress(userId);
    return progress ? this.view(progress, this.environment.clock.now()) : NOT_CONNECTED;
  }

  /**
   * Begins with the current progress rather than with the last one that was shared, which may be old. Each change is read
   * again, one read after the other: with overlapping reads a page could see its progress go back.
   */
  follow(userId: string): Observable<ProgressView> {
    const changes = this.shared.follow(userId).pipe(skipUntil(timer(0)));
    return merge(of(undefined), changes).pipe(
      concatMap(() => this.now(userId)),
      distinctUntilChanged(isSame),
    );
  }

  private watch(userId: string): Observable<ProgressView> {
    let busy = true;
    const read = async (): Promise<ProgressView> => {
      const view = await this.now(userId);
      busy = view.state === 'active' && !view.complete;
      return view;
    };
    return defer(() => from(read())).pipe(
      repeat({ delay: () => timer(busy ? BUSY_MS : IDLE_MS) }),
      distinctUntilChanged(isSame),
    );
  }
}

function isSame(a: ProgressView, b: ProgressView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
