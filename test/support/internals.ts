// The internals that tests through HTTP still need, and why. Only this file imports them (an import rule says so), so it
// shows what the public surface lacks. Prefer the public API, the database, Redis or the sandbox to a new line here.

// Arithmetic on civil dates: the public API takes and returns them as strings.
export { addDays, civilDateIn } from '#nestjs-fitbit/model/civil-date';
export { datesOf, daysIn, tile } from '#nestjs-fitbit/model/date-range';

// Names and options of the Bull queues: tests read, pause and fill the queues that the module works on.
export { BULL_QUEUE_OPTIONS } from '#nestjs-fitbit/queue/bull/bull-queue-options';
export { CONNECTION_QUEUE, REVOKE_JOB } from '#nestjs-fitbit/queue/connection.queue';
export type { FetchJob } from '#nestjs-fitbit/queue/fetch-job';
export { HISTORICAL_QUEUE, HistoricalQueue } from '#nestjs-fitbit/queue/historical.queue';
export { UPDATE_QUEUE } from '#nestjs-fitbit/queue/update.queue';

// One step of background work at a moment that the test chooses, where the public API offers only the schedule.
export { RevocationService } from '#nestjs-fitbit/connection/revocation.service';
export { SubscriptionService } from '#nestjs-fitbit/subscriptions/subscription.service';
export { FetchService } from '#nestjs-fitbit/sync/fetch.service';
export { HistoryService } from '#nestjs-fitbit/sync/history.service';
export { UpdateService } from '#nestjs-fitbit/sync/update.service';
export { KeyRotation } from '#nestjs-fitbit/tokens/key-rotation';
export { TokenRenewal } from '#nestjs-fitbit/tokens/token-renewal';
export { UpstreamSessions } from '#nestjs-fitbit/tokens/upstream-sessions';
export type { Sweep } from '#nestjs-fitbit/worker/sweeps/sweep';
export { SWEEPS } from '#nestjs-fitbit/worker/sweeps/sweep.service';

// Methods that a test replaces to fail, wait or be observed in the middle of a step.
export { CircuitBreaker } from '#nestjs-fitbit/quota/circuit-breaker';

// Connections stored without a consent page: with a given state, with sealed tokens, or thousands of them.
export type { Connection } from '#nestjs-fitbit/model/connection';
export type { Grant } from '#nestjs-fitbit/model/grant';
export { resolveFitbitOptions } from '#nestjs-fitbit/options/resolve-fitbit-options';
export type { ResolvedEncryptionKey } from '#nestjs-fitbit/options/encryption-keys';
export type { ResolvedFitbitOptions } from '#nestjs-fitbit/options/resolved-fitbit-options';
export { AuthorizationRepository } from '#nestjs-fitbit/storage/authorization.repository';
export { ConnectionRepository, type NewGrant } from '#nestjs-fitbit/storage/connection.repository';
export { DueRepository } from '#nestjs-fitbit/storage/due.repository';
export { LedgerRepository } from '#nestjs-fitbit/storage/ledger.repository';
export { PendingRevocationRepository } from '#nestjs-fitbit/storage/pending-revocation.repository';
export { SealedRepository } from '#nestjs-fitbit/storage/sealed.repository';
export { SeriesRepository } from '#nestjs-fitbit/storage/series.repository';
export { TokenRepository } from '#nestjs-fitbit/storage/token.repository';
export { TokenVault } from '#nestjs-fitbit/tokens/token-vault';

// An upstream whose address for data differs from that of its OAuth server, in place of the configured one.
export { FITBIT_OPTIONS } from '#nestjs-fitbit/options/tokens';
export { FitbitUpstream } from '#nestjs-fitbit/upstream/fitbit-upstream';
export { FitbitWebApiUpstream } from '#nestjs-fitbit/upstream/fitbit-web-api/fitbit-web-api.upstream';
export { fitbitWebApiUrlsBelow } from '#nestjs-fitbit/upstream/fitbit-web-api/fitbit-web-api.urls';
export { GoogleHealthUpstream } from '#nestjs-fitbit/upstream/google-health/google-health.upstream';
export { googleHealthUrlsBelow } from '#nestjs-fitbit/upstream/google-health/google-health.urls';

// What a subscriber at Google has to ask for, so that a test can register one itself.
export { announcedTypes } from '#nestjs-fitbit/upstream/google-health/project/announced-types';
