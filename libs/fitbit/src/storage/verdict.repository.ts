import type { Connection } from '../model/connection';

/** When refusals are no longer the users' own: so many, and more than renewals, in that time or, of very many, lately. */
export interface Crowd {
  readonly since: Date;
  readonly atLeast: number;
}

export interface Refusal {
  readonly at: Date;
  /** `undefined`: it counts neither as one of a crowd nor for the others. */
  readonly crowd: Crowd | undefined;
  /** Judge the grant lost, unless it is one of a crowd. */
  readonly judge: boolean;
}

/**
 * `lost`: judged, now or earlier. `noted`: refused and not judged. `overtaken`: the tokens are others by now.
 * `crowd`: one of many; what was judged since then is taken back.
 */
export type RefusalOutcome =
  | { readonly kind: 'lost' | 'noted' | 'overtaken' }
  | { readonly kind: 'crowd'; readonly restored: readonly ConnectionName[] };

export type ConnectionName = Pick<Connection, 'id' | 'userId'>;

/** Which grants the configured upstream refuses: all processes see the same, and judge one after the other. */
export abstract class VerdictRepository {
  /** Only for the tokens that `connection` was read with. */
  abstract refuse(connection: Pick<Connection, 'id' | 'version'>, refusal: Refusal): Promise<RefusalOutcome>;
  /** Makes the grants active again that were refused and judged since then. */
  abstract takeBack(since: Date): Promise<ConnectionName[]>;
  /** `true` when the state is another than before. Only for the grant that `connection` was read with. */
  abstract gone(connection: Pick<Connection, 'id' | 'grantEpoch'>): Promise<boolean>;
}
