import type { Person } from '../../people/person';
import { Zone } from '../../calendar/zone';
import { formatDuration } from '../time/duration';

/** The units are those of the person's app. The data itself is always metric. */
export function settingsOf({ timeZone }: Person, nowMs: number): object {
  return {
    name: 'users/me/settings',
    timeZone,
    utcOffset: formatDuration(Zone.get(timeZone).offsetSecondsAt(nowMs)),
    languageLocale: 'en_US',
    distanceUnit: 'DISTANCE_UNIT_KILOMETERS',
    weightUnit: 'WEIGHT_UNIT_KILOGRAMS',
    heightUnit: 'HEIGHT_UNIT_CENTIMETERS',
    waterUnit: 'WATER_UNIT_ML',
    temperatureUnit: 'TEMPERATURE_UNIT_CELSIUS',
    glucoseUnit: 'GLUCOSE_UNIT_MG_DL',
    swimUnit: 'SWIM_UNIT_METERS',
    autoStrideEnabled: true,
    strideLengthWalkingType: 'STRIDE_LENGTH_TYPE_AUTO',
    strideLengthRunningType: 'STRIDE_LENGTH_TYPE_AUTO',
    foodLanguageCode: 'en-US',
  };
}
