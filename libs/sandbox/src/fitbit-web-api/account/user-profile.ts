import { epochDayOf, shiftDate } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import { hashText } from '../../numbers/random';
import { Zone } from '../../calendar/zone';
import { COLUMNS } from '../figures/columns';
import type { Call } from '../routes';
import { inUnits, rounded } from '../units';

const STEPS = COLUMNS.get('activities/steps') ?? NaN;
const AVERAGED_DAYS = 30;

/**
 * Weight and height follow `Accept-Language`. The weight requires its own scope.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/user/get-profile/
 */
export function profileOf(call: Call): object {
  const { person, scopes, service, today, units } = call;
  const day = epochDayOf(today);
  const { grams } = service.figures.bodyOn(person, day);
  const walking = 65 + (hashText(person.id) % 15);
  const length = (centimeters: number): number => rounded(inUnits(centimeters, 'length', units));
  return {
    user: {
      age: person.age,
      ambassador: false,
      autoStrideEnabled: true,
      averageDailySteps: averageSteps(call),
      avatar: 'https://static0.fitbit.com/images/profile/defaultProfile_100.png',
      avatar150: 'https://static0.fitbit.com/images/profile/defaultProfile_150.png',
      avatar640: 'https://static0.fitbit.com/images/profile/defaultProfile_640.png',
      clockTimeDisplayFormat: '24hour',
      corporate: false,
      corporateAdmin: false,
      dateOfBirth: `${Number(today.slice(0, 4)) - person.age - 1}-12-31`,
      displayName: person.displayName,
      distanceUnit: 'METRIC',
      encodedId: person.legacyUserId,
      features: { exerciseGoal: true },
      firstName: person.displayName,
      foodsLocale: 'en_US',
      fullName: person.displayName,
      gender: 'NA',
      glucoseUnit: 'METRIC',
      height: length(service.figures.heightOn(person, day) / 10),
      heightUnit: 'METRIC',
      isBugReportEnabled: false,
      isChild: false,
      isCoach: false,
      languageLocale: 'en_US',
      lastName: '',
      legalTermsAcceptRequired: false,
      locale: 'en_US',
      memberSince: person.memberSince,
      mfaEnabled: false,
      ...zoneOf(person, service.now()),
      sdkDeveloper: false,
      sleepTracking: 'Normal',
      startDayOfWeek: 'MONDAY',
      strideLengthRunning: length(walking * 1.6),
      strideLengthRunningType: 'auto',
      strideLengthWalking: length(walking),
      strideLengthWalkingType: 'auto',
      swimUnit: 'METRIC',
      temperatureUnit: 'METRIC',
      topBadges: [],
      waterUnit: 'METRIC',
      waterUnitName: 'ml',
      ...(scopes.has('weight') ? { weight: rounded(inUnits(grams / 1e3, 'weight', units)) } : {}),
      weightUnit: 'METRIC',
    },
  };
}

/** `offsetFromUTCMillis` is the current offset. */
function zoneOf({ timeZone }: Person, nowMs: number): object {
  return { offsetFromUTCMillis: Zone.get(timeZone).offsetSecondsAt(nowMs) * 1000, timezone: timeZone };
}

/** The average over the last days that have steps. */
function averageSteps({ person, service, today }: Call): number {
  const yesterday = epochDayOf(shiftDate(today, -1));
  const steps = Array.from({ length: AVERAGED_DAYS }, (_, ago) =>
    service.figures.figureOn(person, yesterday - ago, STEPS),
  );
  const walked = steps.filter((count) => count > 0);
  return walked.length === 0 ? 0 : Math.round(walked.reduce((sum, count) => sum + count, 0) / walked.length);
}
