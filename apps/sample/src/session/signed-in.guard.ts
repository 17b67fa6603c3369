import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { LocalUser } from './local-users';
import type { SessionRequest } from './session';

/** Lets signed-in users pass; the page filter redirects others to the sign-in page. */
@Injectable()
export class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    userOf(context);
    return true;
  }
}

/** The signed-in local user; belongs behind {@link SignedInGuard}. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): LocalUser => userOf(context));

function userOf(context: ExecutionContext): LocalUser {
  const { localUser } = context.switchToHttp().getRequest<SessionRequest>();
  if (!localUser) throw new UnauthorizedException('Sign in first.');
  return localUser;
}
