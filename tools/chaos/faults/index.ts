import type { FaultKind } from './fault-kind';
import type { FaultName } from './fault-names';
import { answersOverlap, interruptedConnect, userChangesAccount, userIsErased, userReconnects } from './people-faults';
import { killedAtStatement, killOneOf, longSweeps, wrongClock } from './process-faults';
import { accessTokensExpire, notificationsOutOfOrder, tokenEndpointDown, upstreamFails } from './upstream-faults';

export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  worker: killOneOf(['worker-1', 'worker-2'], 3_000),
  api: killOneOf(['api-1', 'api-2'], 3_000),
  redis: killOneOf(['redis'], 4_000),
  postgres: killOneOf(['postgres'], 2_000),
  statement: killedAtStatement,
  clock: wrongClock,
  sweeps: longSweeps,
  quota: upstreamFails(
    '429',
    (random) => ({ afterS: random.between(1, 3) }),
    ({ afterS }) => ({ status: 429, headers: { 'retry-after': String(afterS) } }),
  ),
  errors: upstreamFails(
    '500 or 503',
    (random) => ({ status: random.pick([500, 503]) }),
    ({ status }) => ({ status }),
  ),
  slow: upstreamFails(
    'slow answers',
    (random) => ({ delayMs: random.between(500, 6_000) }),
    ({ delayMs }) => ({ delayMs }),
  ),
  cut: upstreamFails(
    'lost connections',
    (random) => ({ isHandled: random.next() < 0.5 }),
    ({ isHandled }) => ({ drop: isHandled ? 'answer' : true }),
  ),
  expiry: accessTokensExpire,
  token: tokenEndpointDown,
  order: notificationsOutOfOrder,
  reconnect: userReconnects,
  erase: userIsErased,
  account: userChangesAccount,
  interrupt: interruptedConnect,
  overlap: answersOverlap,
};
