import { intakeOf } from '../../people/day-logs';
import { takenIn } from '../../people/legacy-figures';
import type { IntakeLog } from '../../people/person';
import { hashText } from '../../numbers/random';
import type { Call, RegisterRoute } from '../routes';
import { readPlainDate } from '../time/plain-date';
import { inUnits, rounded } from '../units';

const scope = 'nutrition';
const GOAL = { calories: 2286 };

/** The food and water logs. */
export function registerFoods(route: RegisterRoute): void {
  route({ path: '/1/user/:user/foods/log/date/:date.json', scope, handle: foodDay });
  route({ path: '/1/user/:user/foods/log/water/date/:date.json', scope, handle: waterDay });
  route({ path: '/1/user/:user/foods/log/goal.json', scope, handle: () => ({ goals: GOAL }) });
  route({ path: '/1/user/:user/foods/log/water/goal.json', scope, handle: () => ({ goal: { goal: 2000 } }) });
  for (const kind of ['favorite', 'frequent', 'recent']) {
    route({ path: `/1/user/:user/foods/log/${kind}.json`, scope, handle: () => [] });
  }
  route({ path: '/1/user/:user/meals.json', scope, handle: () => ({ meals: [] }) });
}

function logsOf(call: Call, kind: IntakeLog['kind']): readonly IntakeLog[] {
  const day = call.person.day(readPlainDate(call, 'date', 'date'));
  return day ? intakeOf(day, kind) : [];
}

function millilitersOn({ params, person, today }: Call): number {
  const { date = '' } = params;
  const day = person.day(date === 'today' ? today : date);
  return day ? takenIn(day, 'water') : 0;
}

function foodDay(call: Call): object {
  const foods = logsOf(call, 'food').map((log) => foodLog(log, call));
  const calories = logsOf(call, 'food').reduce((sum, { value }) => sum + value, 0);
  const water = rounded(inUnits(millilitersOn(call), 'liquid', call.units));
  return {
    foods,
    goals: GOAL,
    summary: { calories: rounded(calories), carbs: 0, fat: 0, fiber: 0, protein: 0, sodium: 0, water },
  };
}

function foodLog({ id, startMs, utcOffsetSeconds, value }: IntakeLog, { today, params }: Call): object {
  const calories = rounded(value);
  return {
    isFavorite: false,
    logDate: params.date === 'today' ? today : params.date,
    logId: hashText(id),
    loggedFood: {
      accessLevel: 'PUBLIC',
      amount: 1,
      brand: '',
      calories,
      foodId: 1,
      locale: 'en_US',
      mealTypeId: mealTypeAt(new Date(startMs + utcOffsetSeconds * 1000).getUTCHours()),
      name: 'Food',
      unit: { id: 304, name: 'serving', plural: 'servings' },
      units: [304],
    },
    nutritionalValues: { calories, carbs: 0, fat: 0, fiber: 0, protein: 0, sodium: 0 },
  };
}

/** 1 breakfast, 2 morning snack, 3 lunch, 4 afternoon snack, 5 dinner. */
function mealTypeAt(hour: number): number {
  const ends = [10, 12, 15, 18];
  const index = ends.findIndex((end) => hour < end);
  return index < 0 ? 5 : index + 1;
}

function waterDay(call: Call): object {
  const amount = (milliliters: number): number => rounded(inUnits(milliliters, 'liquid', call.units));
  const water = logsOf(call, 'water').map(({ id, value }) => ({ amount: amount(value), logId: hashText(id) }));
  return { summary: { water: amount(millilitersOn(call)) }, water };
}
