import { Inject, Injectable } from '@nestjs/common';
import { FitbitService, type ImportProgress } from 'nestjs-fitbit';
import { defer, distinctUntilChanged, from, repeat, timer, type Observable } from 'rxjs';
import { ENVIRONMENT, type Environment } from '../../../common/src';
import { liveView, NOT_CONNECTED, progressView, type ProgressView } from './progress.view';
import { SharedPerUser } from './shared-per-user';

const BUSY_MS = 500;
const IDLE_MS = 5_000;

/** How far a user's import has come, whenever that changes. */
@Injectable()
export class ProgressStream {
  private readonly shared = new SharedPerUser((userId) => this.watch(userId));
  private readonly view: (progress: ImportProgress) => ProgressView;

  constructor(
    private readonly fitbit: FitbitService,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.view = environment.fitbit.subscribe ? progressView : liveView;
  }

  async now(userId: string): Promise<ProgressView> {
    const progress = await this.fitbit.importProgress(userId);
    return progress ? this.view(progress) : NOT_CONNECTED;
  }

  of(userId: string): Observable<ProgressView> {
    return this.shared.of(userId);
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
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    );
  }
}
