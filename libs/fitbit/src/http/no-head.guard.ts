import { type CanActivate, type ExecutionContext, Injectable, MethodNotAllowedException } from '@nestjs/common';
import type { HttpRequest } from '../host/http-exchange';

/** 405 for HEAD, which both adapters answer with the handler of GET: whoever only looks at a link changes nothing. */
@Injectable()
export class NoHeadGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<HttpRequest>().method !== 'HEAD') return true;
    throw new MethodNotAllowedException();
  }
}
