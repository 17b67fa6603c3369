import { validation } from '../errors/errors';
import type { Call, RegisterRoute } from '../routes';
import { readDateSpan } from '../series/series.routes';
import { readPlainDate } from '../time/plain-date';
import { SHORT_PERIODS } from '../time/series-period';
import { bodyLogs } from './body-logs';

/** A range of weight logs may be one day longer than a range of fat logs, as documented. */
const KINDS = [
  ['weight', 'weight', 31],
  ['fat', 'body-fat', 30],
] as const;
const scope = 'weight';

/** The logs of weight and fat, and their goals. */
export function registerBody(route: RegisterRoute): void {
  for (const [name, kind, maxDays] of KINDS) {
    const base = `/1/user/:user/body/log/${name}/date`;
    route({
      path: `${base}/:date.json`,
      scope,
      handle: (call) => {
        const date = readPlainDate(call, 'date', 'date');
        return { [name]: bodyLogs(kind, { from: date, to: date }, call) };
      },
    });
    route({
      path: `${base}/:date/:last.json`,
      scope,
      handle: (call) => {
        const range = readDateSpan({ periods: SHORT_PERIODS, maxDays }, call);
        return { [name]: bodyLogs(kind, range, call) };
      },
    });
  }
  route({ path: '/1/user/:user/body/log/:goal/goal.json', scope, handle: goal });
}

function goal({ params }: Call): object {
  if (params.goal !== 'weight' && params.goal !== 'fat') throw validation('goal-type', `Invalid goal: ${params.goal}`);
  return { goal: {} };
}
