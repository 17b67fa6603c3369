import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AuthorizationRateLimit } from './authorization-rate-limit';
import { Budget } from './budget';
import { CircuitBreaker } from './circuit-breaker';
import { RequestAdmission } from './request-admission';

@Module({
  imports: [QueueModule, UpstreamModule],
  providers: [AuthorizationRateLimit, Budget, CircuitBreaker, RequestAdmission],
  exports: [AuthorizationRateLimit, Budget, CircuitBreaker, RequestAdmission],
})
export class QuotaModule {}
