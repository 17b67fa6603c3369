import { BEHAVIOUR_CHOICES, DEFAULT_BEHAVIOURS, type Behaviours } from '../behaviours';
import { ControlError } from './control-error';
import { readObject } from './read';

const NAMES = Object.keys(DEFAULT_BEHAVIOURS) as (keyof Behaviours)[];

/** Some of the switches, each of the type that its default has. */
export function readBehaviours(value: unknown): Partial<Behaviours> {
  const json = readObject(value, 'The behaviours object', NAMES);
  for (const name of NAMES) {
    const given = json[name];
    const choices = BEHAVIOUR_CHOICES[name] ?? [];
    if (given === undefined || choices.some((choice) => choice === given)) continue;
    const wanted = typeof DEFAULT_BEHAVIOURS[name];
    if (wanted === 'string') throw new ControlError(`"${name}" must be ${choices.join(' or ')}.`);
    if (typeof given !== wanted || (typeof given === 'number' && !(given >= 0))) {
      throw new ControlError(`"${name}" must be a ${wanted === 'number' ? 'number of at least 0' : wanted}.`);
    }
  }
  return json;
}
