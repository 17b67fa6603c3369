import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import type { ConnectionState } from '../model/connection';

/**
 * The state of a connection changed; `disconnected` means that it was removed. `active` is also emitted when a user
 * whose connection is active connects again.
 */
export interface ConnectionStateEvent {
  readonly type: 'connection-state';
  /** The module's id of the connection, as in its logs. */
  readonly connectionId: string;
  /** The host's id of the user. */
  readonly userId: string;
  readonly state: ConnectionState | 'disconnected';
  readonly at: Date;
}

/**
 * The upstream refuses the application, or most grants at once, or its token endpoint answers HTTP 410. All users stay
 * connected. An operator should check the application's settings at the upstream, and whether the upstream still exists.
 */
export interface ConfigurationAlarmEvent {
  readonly type: 'configuration-alarm';
  /** The reason that the upstream gave, without private data. */
  readonly reason: string;
  readonly at: Date;
}

/** What {@link FitbitEvents} emits; `type` tells the events apart. */
export type FitbitEvent = ConnectionStateEvent | ConfigurationAlarmEvent;

/**
 * Events for the host, for example to write to a user who has to connect again. An event is emitted once, in the process
 * that detected the change. The database holds the current state of every connection.
 */
@Injectable()
export class FitbitEvents implements OnModuleDestroy {
  private readonly subject = new Subject<FitbitEvent>();
  /** All events from the time of subscription on. Completes when the application closes, and never errors. */
  readonly all: Observable<FitbitEvent> = this.subject.asObservable();

  /** For the module itself. An event that a host emits only reaches subscribers in the same process. */
  emit(event: FitbitEvent): void {
    this.subject.next(event);
  }

  onModuleDestroy(): void {
    this.subject.complete();
  }
}
