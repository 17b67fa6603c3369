import type { CivilDate } from '../../../model/civil-date';
import type { AnswerNode } from '../../http/answer-node';
import { civilMomentAt, instantMs } from './civil';

/** One session of sleep; it belongs to the civil day on which it ended. */
export interface SleepSession {
  readonly id: string;
  readonly date: CivilDate;
  readonly startMs: number;
  /** `HH:mm` where the person fell asleep. */
  readonly startTime: string;
  readonly lengthMs: number;
  readonly isMain: boolean;
  /** Minutes of a member of SleepSummary; `undefined` while the service still works on the session and says nothing. */
  minutes(member: string): number | undefined;
  /** How often the person woke up; `undefined` for a session without stages. */
  awakenings(): number | undefined;
}

/** Sleep carries no civil times in live answers: they follow from the offsets. */
export function parseSleepSession(point: AnswerNode): SleepSession {
  const sleep = point.field('sleep');
  const interval = sleep.field('interval');
  const [startNode, endNode] = [interval.field('startTime'), interval.field('endTime')];
  const [startMs, endMs] = [instantMs(startNode), instantMs(endNode)];
  if (endMs <= startMs) throw interval.malformed('ends before it begins');
  const metadata = sleep.optional('metadata');
  return {
    id: point.optional('dataPointName')?.text() ?? `${startMs}-${endMs}`,
    date: civilMomentAt(endNode, interval.field('endUtcOffset')).date,
    startMs,
    startTime: civilMomentAt(startNode, interval.field('startUtcOffset')).time,
    lengthMs: endMs - startMs,
    isMain: metadata?.flag('mainSleep') ?? false,
    minutes: summaryReader(sleep, metadata?.flag('processed') ?? false),
    awakenings: () => countAwakenings(sleep),
  };
}

/** Once the session is processed its summary is complete, and a member that is missing is a fault. */
function summaryReader(sleep: AnswerNode, processed: boolean): (member: string) => number | undefined {
  if (processed) return (member) => sleep.field('summary').field(member).count();
  return (member) => sleep.optional('summary')?.optional(member)?.count();
}

/** Reconciled sleep has been seen to list its `stagesSummary` twice, so each type counts once. */
function countAwakenings(sleep: AnswerNode): number | undefined {
  const stages = sleep.items('stages').map((stage) => stage.field('type').enumName());
  if (stages.length > 0) return stages.filter((type) => type === 'AWAKE').length;
  const summary = sleep.optional('summary')?.items('stagesSummary') ?? [];
  if (summary.length === 0) return undefined;
  const awake = summary.find((stage) => stage.field('type').enumName() === 'AWAKE');
  return awake ? awake.field('count').count() : 0;
}
