import { BadRequestException, Body, Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { LocalUsers, type LocalUser } from './local-users';
import { nextPath } from './next-path';
import type { SessionRequest } from './session';
import { Sessions } from './sessions';

interface SignInPage {
  readonly title: string;
  readonly next: string;
  readonly users: readonly LocalUser[];
}

/** Sign in and out. */
@Controller()
export class SessionController {
  constructor(
    private readonly users: LocalUsers,
    private readonly sessions: Sessions,
  ) {}

  @Get('sign-in')
  @Render('sign-in')
  page(@Query('next') next: unknown): SignInPage {
    return { title: 'Sign in', next: nextPath(next), users: this.users.offered };
  }

  @Post('sign-in')
  async signIn(
    @Body() body: { user?: unknown; next?: unknown } | undefined,
    @Req() request: SessionRequest,
    @Res() response: Response,
  ): Promise<void> {
    const user = this.users.find(body?.user);
    if (!user) throw new BadRequestException('There is no such user.');
    request.session = await this.sessions.begin(user.id);
    response.redirect(303, nextPath(body?.next));
  }

  @Post('sign-out')
  @Redirect('/sign-in', 303)
  async signOut(@Req() request: SessionRequest): Promise<void> {
    if (request.localUser) await this.sessions.end(request.localUser.id);
    request.session = null;
  }
}
