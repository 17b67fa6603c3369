import type { HttpResponse } from '../host/http-exchange';

/** The locals that every view of a response can read: `response.locals` of Express, `reply.locals` of `@fastify/view`. */
export function localsOf(response: HttpResponse): Record<string, unknown> {
  const target: { locals?: Record<string, unknown> | null } = response;
  return (target.locals ??= {});
}
