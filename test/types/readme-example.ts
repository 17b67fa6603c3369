import { BullModule } from '@nestjs/bull';
import { Controller, Get, Module, Req, UnauthorizedException } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FITBIT_ENTITIES, FITBIT_MIGRATIONS, FitbitModule, FitbitService, type Series } from 'nestjs-fitbit';

@Controller('january')
class JanuaryController {
  constructor(private readonly fitbit: FitbitService) {}

  @Get()
  steps(@Req() { user }: { user?: { id: string } }): Promise<Series> {
    if (!user) throw new UnauthorizedException();
    return this.fitbit.getSeries(user.id, 'activities/steps', { from: '2026-01-01', to: '2026-01-31' });
  }
}

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    TypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        type: 'postgres' as const,
        url: config.getOrThrow<string>('DATABASE_URL'),
        entities: [...FITBIT_ENTITIES], // and yours
        migrations: [...FITBIT_MIGRATIONS], // and yours
        migrationsRun: true,
      }),
    }),
    BullModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({ url: config.getOrThrow<string>('REDIS_URL') }),
    }),
    FitbitModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        consumerKey: config.getOrThrow<string>('FITBIT_CONSUMER_KEY'),
        consumerSecret: config.getOrThrow<string>('FITBIT_CONSUMER_SECRET'),
        callbackUrl: 'http://localhost:3000/fitbit/complete',
        encryptionKeys: [{ id: '2026-01', key: config.getOrThrow<string>('FITBIT_KEY') }],
        signInUrl: '/sign-in',
        subscribe: true, // import the history and keep it up to date
      }),
    }),
  ],
  controllers: [JanuaryController],
})
export class AppModule {}
