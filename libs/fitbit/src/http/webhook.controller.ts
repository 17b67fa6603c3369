import {
  BadRequestException,
  Controller,
  Get,
  HttpCode,
  HttpException,
  HttpStatus,
  Logger,
  NotFoundException,
  Post,
  Req,
  Res,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { MalformedNotificationError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { type WebhookOutcome, WebhookService } from '../webhook/webhook.service';
import { type HttpResponse, targetOf } from '../host/http-exchange';
import { Pages } from '../host/pages';
import { type AcceptedType, type BodyRequest, RawBody } from '../webhook/raw-body';
import { isVerificationCode } from '../webhook/verification-code';

/**
 * Receives notifications: at `update` from fitbit-web-api (R5 to R7), at `webhook` from google-health. The route of the
 * upstream that is not in use answers 404, as does any other method (R7). A refusal gives no reason.
 */
@Controller()
export class WebhookController {
  private readonly logger = new Logger(WebhookController.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly pages: Pages,
    private readonly rawBody: RawBody,
    private readonly upstream: FitbitUpstream,
    private readonly webhooks: WebhookService,
  ) {}

  /** R5: the upstream checks that the endpoint is ours, by sending the right code once and a wrong one once. */
  @Get('update')
  @HttpCode(HttpStatus.NO_CONTENT)
  handshake(@Req() request: BodyRequest): void {
    const given = targetOf(request).searchParams.get('verify');
    if (!isVerificationCode(given, this.options.verificationCode)) throw new NotFoundException();
  }

  @Post('update')
  async update(@Req() request: BodyRequest, @Res() response: HttpResponse): Promise<void> {
    if (this.upstream.webhookRoute !== 'update') throw new NotFoundException();
    const outcome = await this.receive(request, ['json', 'multipart']);
    if (outcome !== 'accepted') throw new NotFoundException();
    this.pages.empty(response, HttpStatus.NO_CONTENT);
  }

  @Post('webhook')
  async webhook(@Req() request: BodyRequest, @Res() response: HttpResponse): Promise<void> {
    if (this.upstream.webhookRoute !== 'webhook') throw new NotFoundException();
    const outcome = await this.receive(request, ['json']);
    if (outcome === 'forged') throw new UnauthorizedException();
    this.pages.empty(response, outcome === 'handshake' ? HttpStatus.CREATED : HttpStatus.NO_CONTENT);
  }

  private async receive(request: BodyRequest, types: readonly AcceptedType[]): Promise<WebhookOutcome> {
    const body = await this.rawBody.read(request, types);
    try {
      return await this.webhooks.receive({ headers: request.headers, body });
    } catch (error) {
      if (error instanceof HttpException) throw error;
      if (error instanceof MalformedNotificationError) throw new BadRequestException(error.message);
      // Nothing was committed, so the 503 makes the upstream send the request again.
      this.logger.error(
        `Notifications could not be stored and are answered with 503; the upstream sends them again. ` +
          (error as Error).message,
        (error as Error).stack,
      );
      throw new ServiceUnavailableException();
    }
  }
}
