import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import { numericPoint, type Interpret } from './interpret';

/** `undefined` where no device of the user measures this. */
type Member = (summary: AnswerNode) => AnswerNode | undefined;

const member =
  (name: string): Member =>
  (summary) =>
    summary.field(name);

/** The summary leaves these out for users without an altimeter; the upstream refuses their series. */
const ofAltimeter =
  (name: string): Member =>
  (summary) =>
    summary.optional(name);

const distance =
  (activity: 'total' | 'tracker'): Member =>
  (summary) => {
    const distances = summary.field('distances');
    const [found, ...more] = distances.list().filter((item) => item.field('activity').text() === activity);
    if (!found || more.length > 0) throw distances.malformed(`does not list ${activity} once`);
    return found.field('distance');
  };

const MEMBERS: ReadonlyMap<ResourceName, Member> = new Map([
  ['activities/activityCalories', member('activityCalories')],
  ['activities/calories', member('caloriesOut')],
  ['activities/caloriesBMR', member('caloriesBMR')],
  ['activities/distance', distance('total')],
  ['activities/elevation', ofAltimeter('elevation')],
  ['activities/floors', ofAltimeter('floors')],
  ['activities/minutesFairlyActive', member('fairlyActiveMinutes')],
  ['activities/minutesLightlyActive', member('lightlyActiveMinutes')],
  ['activities/minutesSedentary', member('sedentaryMinutes')],
  ['activities/minutesVeryActive', member('veryActiveMinutes')],
  ['activities/steps', member('steps')],
  ['activities/tracker/distance', distance('tracker')],
]);

/** What the summary of a day contains: every plain series of `activities/`, and of `tracker/` the distance. */
export const SUMMARY_RESOURCES: readonly ResourceName[] = [...MEMBERS.keys()];

/**
 * The summary of one day. The answer does not name the day.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/activity/get-daily-activity-summary/
 */
export const interpretActivitySummary: Interpret = (answer, { resources, window }) => {
  const summary = answer.field('summary');
  return resources.flatMap((resource) => {
    const node = MEMBERS.get(resource)?.(summary);
    return node ? [numericPoint(resource, window.from, node)] : [];
  });
};
