import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { FitbitOptionsError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { RAW_BODY_NEEDED } from './raw-body';

/** The options that the host gave to `NestFactory.create`, as far as they matter here. */
interface CreationOptions {
  readonly rawBody?: unknown;
  readonly bodyParser?: unknown;
}

/** Fails the start of an application that could verify no notification, rather than losing notifications later. */
@Injectable()
export class RawBodyCheck implements OnApplicationBootstrap {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly http: HttpAdapterHost,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** @throws FitbitOptionsError naming the option that the host must set. */
  onApplicationBootstrap(): void {
    if (!this.expectsNotifications() || !this.isListening()) return;
    const given = this.creationOptions();
    // With `bodyParser: false` the host parses bodies itself and may keep the bytes in its own way.
    if (given && given.rawBody !== true && given.bodyParser !== false) throw new FitbitOptionsError([RAW_BODY_NEEDED]);
  }

  private expectsNotifications(): boolean {
    const { subscribe, verificationCode, google } = this.options;
    return subscribe && (verificationCode !== undefined || google.webhookSecrets.length > 0);
  }

  private isListening(): boolean {
    return Boolean(this.http.httpAdapter?.getHttpServer?.());
  }

  /** Not a public API of Nest. If it goes away, the first notification reports the missing option instead. */
  private creationOptions(): CreationOptions | undefined {
    const { container } = this.moduleRef as unknown as { container?: { contextOptions?: CreationOptions } };
    return container?.contextOptions;
  }
}
