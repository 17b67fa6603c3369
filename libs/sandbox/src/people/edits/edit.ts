import type { Person } from '../person';
import type { Revision } from '../person-record';
import type { EditRequest } from '../requests';
import { WorldError } from '../world-error';
import { bodyEdit } from './body-edit';
import { intakeEdit } from './intake-edit';
import { FIGURES, movementEdit } from './movement-edit';
import { removeSleep, SLEEP_FIGURES, sleepFigureEdit, startTimeEdit } from './sleep-edit';

type Edit = (resource: string, value: string | null) => Revision;

const EDITS: ReadonlyMap<string, Edit> = new Map([
  ...Object.entries(FIGURES).flatMap(([name, figure]): [string, Edit][] => [
    [`activities/${name}`, (resource, value) => movementEdit(resource, figure, 'all', value)],
    [`activities/tracker/${name}`, (resource, value) => movementEdit(resource, figure, 'wearable', value)],
  ]),
  ...Object.entries(SLEEP_FIGURES).map(([name, figure]): [string, Edit] => [
    `sleep/${name}`,
    (resource, value) => (value === null ? removeSleep : sleepFigureEdit(resource, figure, value)),
  ]),
  ['sleep/startTime', (resource, value) => (value === null ? removeSleep : startTimeEdit(resource, value))],
  ['body/weight', (resource, value) => bodyEdit(resource, 'weight', 1e3, value)],
  ['body/fat', (resource, value) => bodyEdit(resource, 'body-fat', 1, value)],
  ['foods/log/caloriesIn', (resource, value) => intakeEdit(resource, 'food', value)],
  ['foods/log/water', (resource, value) => intakeEdit(resource, 'water', value)],
]);

/** A day has a single basal rate, so the wearable has none of its own. */
const NAMES = [...EDITS.keys()].filter((name) => name !== 'activities/tracker/caloriesBMR').sort();

/**
 * Converts a request to a revision of the day.
 *
 * @throws WorldError if the resource or the value is not possible for this person
 */
export function revisionOf(person: Pick<Person, 'id' | 'hasAltimeter'>, { resource, value }: EditRequest): Revision {
  const edit = NAMES.includes(resource) ? EDITS.get(resource) : undefined;
  if (!edit) {
    throw new WorldError('unknown-resource', `"${resource}" cannot be edited. These can: ${NAMES.join(', ')}.`);
  }
  if (value !== null && typeof value !== 'string') {
    throw new WorldError('bad-value', `The value for ${resource} must be a string or null.`);
  }
  if (!person.hasAltimeter && /\/(floors|elevation)$/.test(resource)) {
    throw new WorldError('bad-value', `${person.id} has no altimeter and therefore no ${resource}.`);
  }
  return edit(resource, value);
}
