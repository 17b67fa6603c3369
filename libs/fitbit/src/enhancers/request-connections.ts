import { Injectable } from '@nestjs/common';
import type { ConnectionSummary } from '../connection/connections.service';
import { FitbitService } from '../fitbit.service';
import type { HttpRequest } from '../host/http-exchange';
import { SignedInUsers } from '../host/signed-in-users';

/** The user who sent a request, and the user's connection in any state. */
export interface RequestConnection {
  readonly userId: string | undefined;
  readonly connection: ConnectionSummary | undefined;
}

/** H1 for a request: an active user is signed in, and the connection is `active`. */
export function isIntegrated({ connection }: RequestConnection): boolean {
  return connection?.state === 'active';
}

/** Looks up a request's connection on first use, once for the guard, the warning, the view and the handler. */
@Injectable()
export class RequestConnections {
  private readonly found = new WeakMap<HttpRequest, Promise<RequestConnection>>();

  constructor(
    private readonly fitbit: FitbitService,
    private readonly users: SignedInUsers,
  ) {}

  async find(request: HttpRequest): Promise<RequestConnection> {
    const asked = this.found.get(request) ?? this.look(request);
    this.found.set(request, asked);
    try {
      const answer = await asked;
      // Do not remember that no user is signed in: a later guard of the host may still sign the user in.
      if (answer.userId === undefined) this.found.delete(request);
      return answer;
    } catch (error) {
      this.found.delete(request);
      throw error;
    }
  }

  private async look(request: HttpRequest): Promise<RequestConnection> {
    const userId = await this.users.idOf(request);
    return { userId, connection: userId === undefined ? undefined : await this.fitbit.connection(userId) };
  }
}
