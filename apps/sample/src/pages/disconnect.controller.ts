import { Controller, Post, Redirect, UseGuards } from '@nestjs/common';
import { FitbitService } from 'nestjs-fitbit';
import type { LocalUser } from '../session/local-users';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';

@Controller('disconnect')
@UseGuards(SignedInGuard)
export class DisconnectController {
  constructor(private readonly fitbit: FitbitService) {}

  /** Ends the connection; what was imported stays. */
  @Post()
  @Redirect('/', 303)
  async disconnect(@CurrentUser() user: LocalUser): Promise<void> {
    await this.fitbit.disconnect(user.id);
  }
}
