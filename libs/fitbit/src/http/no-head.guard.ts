import { type CanActivate, type ExecutionContext, Injectable, MethodNotAllowedException } from '@nestjs/common';
import type { HttpRequest } from '../host/http-exchange';

/** Answers HEAD with 405. Both adapters would run the handler of GET, so a link preview could disconnect the user. */
@Injectable()
export class NoHeadGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<HttpRequest>().method !== 'HEAD') return true;
    throw new MethodNotAllowedException();
  }
}
