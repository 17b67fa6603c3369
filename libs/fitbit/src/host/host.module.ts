import { Module } from '@nestjs/common';
import { Pages } from './pages';
import { SignedInUsers } from './signed-in-users';

@Module({ providers: [Pages, SignedInUsers], exports: [Pages, SignedInUsers] })
export class HostModule {}
