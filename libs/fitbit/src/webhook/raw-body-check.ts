import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { FitbitOptionsError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { RAW_BODY_NEEDED } from './raw-body';

/** As far as Nest tells: what was given to `NestFactory.create`. */
interface CreationOptions {
  readonly rawBody?: unknown;
  readonly bodyParser?: unknown;
}

/** Stops an application that could not verify a single notification, instead of losing them one by one. */
@Injectable()
export class RawBodyCheck implements OnApplicationBootstrap {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly http: HttpAdapterHost,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** @throws FitbitOptionsError naming what the host must switch on. */
  onApplicationBootstrap(): void {
    if (!this.expectsNotifications() || !this.isListening()) return;
    const given = this.creationOptions();
    // With its own body parser the host may keep the bytes in a way that Nest knows nothing of.
    if (given && given.rawBody !== true && given.bodyParser !== false) throw new FitbitOptionsError([RAW_BODY_NEEDED]);
  }

  private expectsNotifications(): boolean {
    const { subscribe, verificationCode, google } = this.options;
    return subscribe && (verificationCode !== undefined || google.webhookSecrets.length > 0);
  }

  private isListening(): boolean {
    return Boolean(this.http.httpAdapter?.getHttpServer?.());
  }

  /** Nest has no public way to ask; where this one is closed, the first notification finds it out. */
  private creationOptions(): CreationOptions | undefined {
    const { container } = this.moduleRef as unknown as { container?: { contextOptions?: CreationOptions } };
    return container?.contextOptions;
  }
}
