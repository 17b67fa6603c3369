import { cycled, type NonEmpty } from '../../numbers/non-empty';
import { apportion } from '../../numbers/apportion';
import { MINUTE_MS } from '../../calendar/iso-date';
import type { RecordedSleep, StageType } from '../person';
import type { Random } from '../../numbers/random';
import type { SleepMinutes } from './sleep-minutes';

type Stages = RecordedSleep['stages'];
type Piece = readonly [type: StageType, minutes: number];

/** One sleep cycle: the stages and their lengths in minutes, for undisturbed sleep. */
const CYCLE: NonEmpty<Piece> = [
  ['LIGHT', 22],
  ['DEEP', 24],
  ['LIGHT', 18],
  ['REM', 21],
];

/** Creates stages without gaps from `startMs` on. Their lengths and the number of AWAKE stages match `minutes`. */
export function layStages(type: RecordedSleep['type'], startMs: number, minutes: SleepMinutes, random: Random): Stages {
  const pieces: Piece[] = [
    ['AWAKE', minutes.toFallAsleep],
    ...middle(type, minutes, random),
    ['AWAKE', minutes.afterWakeUp],
  ];
  let passedMs = startMs;
  return pieces
    .filter(([, length]) => length > 0)
    .map(([stage, length]) => ({ type: stage, startMs: passedMs, endMs: (passedMs += length * MINUTE_MS) }));
}

function middle(type: RecordedSleep['type'], minutes: SleepMinutes, random: Random): Piece[] {
  const breaks = interruptions(type, minutes, random);
  const chunks = apportion(minutes.asleep, weights(breaks.length + 1, random));
  const cycle = new SleepCycle(random);
  const sleep = (length: number): Piece[] => (type === 'CLASSIC' ? [['ASLEEP', length]] : cycle.take(length));
  return chunks.flatMap((length, index) => {
    const before = breaks[index - 1];
    return before ? [before, ...sleep(length)] : sleep(length);
  });
}

/** As many AWAKE pieces as `minutes` says. In a CLASSIC log the other minutes awake are RESTLESS. */
function interruptions(type: RecordedSleep['type'], minutes: SleepMinutes, random: Random): Piece[] {
  const edges = (minutes.toFallAsleep > 0 ? 1 : 0) + (minutes.afterWakeUp > 0 ? 1 : 0);
  const wakes = Math.max(0, minutes.awakenings - edges);
  const awake = type === 'STAGES' ? minutes.awake : wakes && Math.max(wakes, Math.floor(minutes.awake / 3));
  const restless = minutes.awake - awake;
  const turns = Math.min(restless, wakes + 2);
  const wakePieces = split('AWAKE', awake, wakes, random);
  const restlessPieces = split('RESTLESS', restless, turns, random);
  return [...wakePieces, ...restlessPieces]
    .map((piece) => ({ piece, at: random.next() }))
    .sort(byPlace)
    .map(pieceOf);
}

const byPlace = (a: { at: number }, b: { at: number }): number => a.at - b.at;
const pieceOf = ({ piece }: { piece: Piece }): Piece => piece;

function split(type: StageType, total: number, count: number, random: Random): Piece[] {
  if (count === 0) return [];
  return apportion(total - count, weights(count, random)).map((extra): Piece => [type, extra + 1]);
}

function weights(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => 0.2 + random.next());
}

/** Repeats the sleep cycle. Each piece of sleep continues where the last one ended. */
class SleepCycle {
  private index = 0;
  private left: number;

  constructor(private readonly random: Random) {
    this.left = this.lengthOf(0);
  }

  take(minutes: number): Piece[] {
    const pieces: Piece[] = [];
    for (let rest = minutes; rest > 0;) {
      const length = Math.min(rest, this.left);
      const [stage] = cycled(CYCLE, this.index);
      pieces.push([stage, length]);
      rest -= length;
      this.left -= length;
      if (this.left === 0) this.left = this.lengthOf((this.index += 1));
    }
    return pieces;
  }

  private lengthOf(index: number): number {
    const [, length] = cycled(CYCLE, index);
    return Math.max(1, Math.round(length * this.random.between(0.6, 1.4)));
  }
}
