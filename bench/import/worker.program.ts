// Starts as apps/worker does.
import { collectEarly } from '../../apps/worker/src/collect-early';
import '../support/host.program';

collectEarly();
