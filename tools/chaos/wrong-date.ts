// Preloaded into the APIs and workers of a chaos run (`node --require`): the clock of their machine is wrong by the number
// of milliseconds in the variable. Timers keep their pace, as they do on such a machine.
import { WRONG_DATE_VARIABLE } from './wrong-date-variable';

const offByMs = Number(process.env[WRONG_DATE_VARIABLE] ?? 0);
const RightDate = Date;

if (offByMs !== 0) {
  globalThis.Date = class WrongDate extends RightDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [RightDate.now() + offByMs] : given) as [number]));
    }

    static override now(): number {
      return RightDate.now() + offByMs;
    }
  } as DateConstructor;
}
