import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { type HttpRequest, type HttpResponse, targetOf } from './http-exchange';
import { Pages } from './pages';
import { NotSignedInException } from './signed-in-users';

/** The host's sign-in page, with the requested page as `next`. */
export function signInUrlFrom(request: HttpRequest, signInUrl: string): string {
  const { pathname, search } = targetOf(request);
  const separator = signInUrl.includes('?') ? '&' : '?';
  return `${signInUrl}${separator}next=${encodeURIComponent(pathname + search)}`;
}

/** Answers users who are not signed in: 302 to `signInUrl` with `?next=`, or 401 when that option is not set. */
@Catch(NotSignedInException)
export class NotSignedInFilter implements ExceptionFilter<NotSignedInException> {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly pages: Pages,
  ) {}

  catch(exception: NotSignedInException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const response = host.switchToHttp().getResponse<HttpResponse>();
    const { signInUrl } = this.options;
    if (signInUrl === undefined) {
      this.pages.json(response, exception.getStatus(), exception.getResponse() as object);
      return;
    }
    this.pages.redirect(response, signInUrlFrom(request, signInUrl));
  }
}
