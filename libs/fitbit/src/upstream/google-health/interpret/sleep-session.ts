import type { AnswerNode } from '../../http/answer-node';
import type { SleepSession as AnySleepSession } from '../../shared/sleep-by-day';
import { civilMomentAt, instantMs } from './civil';

/** One session of sleep. */
export interface SleepSession extends AnySleepSession {
  /** Minutes of a member of SleepSummary; `undefined` while the service still processes the session and does not say. */
  minutes(member: string): number | undefined;
  /** How often the person woke up; `undefined` for a session without stages. */
  awakenings(): number | undefined;
}

/** Live answers have no civil times for sleep: they follow from the offsets. */
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
    isMain: metadata?.flag('mainSleep') ?? false,
    length: () => endMs - startMs,
    minutes: summaryReader(sleep, metadata?.flag('processed') ?? false),
    awakenings: () => countAwakenings(sleep),
  };
}

/** A processed session has a complete summary: a missing member is a fault. */
function summaryReader(sleep: AnswerNode, processed: boolean): (member: string) => number | undefined {
  if (processed) return (member) => sleep.field('summary').field(member).count();
  return (member) => sleep.optional('summary')?.optional(member)?.count();
}

/** Reconciled sleep has been observed to list its `stagesSummary` twice, so each type counts once. */
function countAwakenings(sleep: AnswerNode): number | undefined {
  const stages = sleep.items('stages').map((stage) => stage.field('type').enumName());
  if (stages.length > 0) return stages.filter((type) => type === 'AWAKE').length;
  const summary = sleep.optional('summary')?.items('stagesSummary') ?? [];
  if (summary.length === 0) return undefined;
  const awake = summary.find((stage) => stage.field('type').enumName() === 'AWAKE');
  return awake ? awake.field('count').count() : 0;
}
