import { BadRequestException, Body, Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { LocalUsers, type LocalUser } from './local-users';
import { nextPath } from './next-path';
import type { SessionRequest } from './session';

interface SignInPage {
  readonly title: string;
  readonly next: string;
  readonly users: readonly LocalUser[];
}

/** Sign in and out. */
@Controller()
export class SessionController {
  constructor(private readonly users: LocalUsers) {}

  @Get('sign-in')
  @Render('sign-in')
  page(@Query('next') next: unknown): SignInPage {
    return { title: 'Sign in', next: nextPath(next), users: this.users.offered };
  }

  @Post('sign-in')
  signIn(
    @Body() body: { user?: unknown; next?: unknown } | undefined,
    @Req() request: SessionRequest,
    @Res() response: Response,
  ): void {
    const user = this.users.find(body?.user);
    if (!user) throw new BadRequestException('There is no such user.');
    request.session = { userId: user.id };
    response.redirect(303, nextPath(body?.next));
  }

  @Post('sign-out')
  @Redirect('/sign-in', 303)
  signOut(@Req() request: SessionRequest): void {
    request.session = null;
  }
}
