import { Injectable, Logger } from '@nestjs/common';
import { DataService } from '../data/data.service';
import { readRange } from '../data/period';
import {
  FitbitError,
  NotConnectedError,
  RateLimitedError,
  ReauthorizationRequiredError,
} from '../errors/fitbit.errors';
import { findResource } from '../model/catalogue';
import type { StoredValue } from '../storage/series.repository';
import { type HttpRequest, targetOf } from '../host/http-exchange';
import { SignedInUsers } from '../host/signed-in-users';

/**
 * 100: ok. 101: not signed in. 102: not connected. 103: the grant is lost. 104: invalid parameters or unknown resource.
 * 105: rate limited. 106: upstream error, or a scope that the user did not grant.
 */
export type DataStatus = 100 | 101 | 102 | 103 | 104 | 105 | 106;

export interface DataAnswer {
  readonly meta: { readonly total_count: number; readonly status_code: DataStatus };
  readonly objects: readonly { readonly dateTime: string; readonly value: string }[];
}

/** The logic of `get_data`. The order of the checks is part of the contract. */
@Injectable()
export class DataRoute {
  private readonly logger = new Logger(DataRoute.name);

  constructor(
    private readonly data: DataService,
    private readonly users: SignedInUsers,
  ) {}

  async read(request: HttpRequest, name: string): Promise<DataAnswer> {
    const resource = findResource(decoded(name));
    if (!resource) return failure(104);
    const userId = await this.users.idOf(request);
    if (userId === undefined) return failure(101);
    try {
      if (!(await this.data.usable(userId))) return failure(102);
      const range = readRange(queryOf(request), await this.data.today(userId));
      if (!range) return failure(104);
      return success(await this.data.read(userId, resource, range));
    } catch (error) {
      return failure(this.statusFor(error, userId));
    }
  }

  private statusFor(error: unknown, userId: string): DataStatus {
    if (error instanceof NotConnectedError) return 102;
    if (error instanceof ReauthorizationRequiredError) return 103;
    if (error instanceof RateLimitedError) return 105;
    // An error that is not the upstream's becomes a 500, so that the host notices it.
    if (!(error instanceof FitbitError)) throw error;
    this.logger.warn(`A live read for user ${userId} failed (${error.code}) and is answered with status 106.`);
    return 106;
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

/** A parameter that is given twice becomes a list, which no check accepts. */
function queryOf(request: HttpRequest): Record<string, unknown> {
  const { searchParams } = targetOf(request);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => {
      const values = searchParams.getAll(key);
      return [key, values.length === 1 ? values[0] : values];
    }),
  );
}

function success(values: readonly StoredValue[]): DataAnswer {
  return {
    meta: { total_count: values.length, status_code: 100 },
    objects: values.map(({ date, value }) => ({ dateTime: date, value })),
  };
}

function failure(status: DataStatus): DataAnswer {
  return { meta: { total_count: 0, status_code: status }, objects: [] };
}
