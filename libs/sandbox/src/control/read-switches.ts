import { DEFAULT_SWITCHES, SWITCH_CHOICES, type Switches } from '../switches';
import { ControlError } from './control-error';
import { readObject } from './read-json';

const NAMES = Object.keys(DEFAULT_SWITCHES) as (keyof Switches)[];

/** Reads some of the switches. Each value needs the type of its default. */
export function readSwitches(value: unknown): Partial<Switches> {
  const json = readObject(value, 'The switches object', NAMES);
  for (const name of NAMES) {
    const given = json[name];
    const choices = SWITCH_CHOICES[name] ?? [];
    if (given === undefined || choices.some((choice) => choice === given)) continue;
    const wanted = typeof DEFAULT_SWITCHES[name];
    if (wanted === 'string') throw new ControlError(`"${name}" must be ${choices.join(' or ')}.`);
    if (typeof given !== wanted || (typeof given === 'number' && !(given >= 0))) {
      throw new ControlError(`"${name}" must be a ${wanted === 'number' ? 'number of at least 0' : wanted}.`);
    }
  }
  return json;
}
