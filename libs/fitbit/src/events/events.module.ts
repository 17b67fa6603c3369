import { Module } from '@nestjs/common';
import { FitbitEvents } from './fitbit-events';

@Module({ providers: [FitbitEvents], exports: [FitbitEvents] })
export class EventsModule {}
