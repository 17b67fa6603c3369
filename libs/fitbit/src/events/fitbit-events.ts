import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import type { ConnectionState } from '../model/connection';

/**
 * A connection got this state; `disconnected`: it is there no more. `active` is also told of a user who connects again
 * while active.
 */
export interface ConnectionStateEvent {
  readonly type: 'connection-state';
  /** The module's id of the connection, as in its log. */
  readonly connectionId: string;
  /** The host's id of the user. */
  readonly userId: string;
  readonly state: ConnectionState | 'disconnected';
  readonly at: Date;
}

/** The upstream refuses the application, or most grants at once. Nobody is disconnected; somebody has to look into it. */
export interface ConfigurationAlarmEvent {
  readonly type: 'configuration-alarm';
  /** What the upstream says, without anything private. */
  readonly reason: string;
  readonly at: Date;
}

/** What {@link FitbitEvents} tells; `type` says which. */
export type FitbitEvent = ConnectionStateEvent | ConfigurationAlarmEvent;

/**
 * What the host may want to act on, for example to write to a user who has to connect again. Told in the process that
 * found it out and only while it happens: the state of a connection stands in the database.
 */
@Injectable()
export class FitbitEvents implements OnModuleDestroy {
  private readonly subject = new Subject<FitbitEvent>();
  /** Every event from the moment of subscribing; completes when the application closes, and never fails. */
  readonly all: Observable<FitbitEvent> = this.subject.asObservable();

  /** For the module itself. What a host emits reaches the subscribers in its own process and changes nothing. */
  emit(event: FitbitEvent): void {
    this.subject.next(event);
  }

  onModuleDestroy(): void {
    this.subject.complete();
  }
}
