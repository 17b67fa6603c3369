import { Injectable } from '@nestjs/common';
import type { ConnectionSummary } from '../connection/connections.service';
import { FitbitService } from '../fitbit.service';
import type { HttpRequest } from '../host/http-exchange';
import { SignedInUsers } from '../host/signed-in-users';

/** Who sent a request, and that user's connection, in whatever state it is. */
export interface RequestConnection {
  readonly userId: string | undefined;
  readonly connection: ConnectionSummary | undefined;
}

/** Rule H1 for a request: somebody active is signed in, and the connection is `active`. */
export function isIntegrated({ connection }: RequestConnection): boolean {
  return connection?.state === 'active';
}

/** Looks a request's connection up when it is first asked for, and once: guard, warning, view and handler share it. */
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
      // The host may still be about to say who it is, in a guard that runs after this one.
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
