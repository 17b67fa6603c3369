import type { Caller } from '../../oauth/caller';
import type { Service } from '../service';

/** A call of a method below `users/{user}/dataTypes/{type}`. */
export interface DataPointsCall {
  readonly caller: Caller;
  readonly service: Service;
  readonly params: { readonly user: string; readonly type: string };
  readonly body: unknown;
}

/** The query parameters that list and reconcile share. */
export interface ReadParameters {
  readonly filter?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
  readonly dataSourceFamily?: string;
}
