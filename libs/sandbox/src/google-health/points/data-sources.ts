import type { Measurement, Person } from '../../people/person';
import { wearableOf } from './device';

/** Data sources as measured. The platform `FITBIT` covers the phone as well; only `device` distinguishes them. */
export function wearableSource(person: Person, recordingMethod = 'PASSIVELY_MEASURED'): object {
  return { recordingMethod, device: { displayName: wearableOf(person) }, platform: 'FITBIT' };
}

export const PHONE_SOURCE = {
  recordingMethod: 'PASSIVELY_MEASURED',
  device: { formFactor: 'PHONE', displayName: 'Pixel 10' },
  platform: 'FITBIT',
};

export const MANUAL_SOURCE = { recordingMethod: 'MANUAL', platform: 'FITBIT' };

const MEASUREMENT_SOURCES: Readonly<Record<Measurement['source'], object>> = {
  scale: {
    recordingMethod: 'ACTIVELY_MEASURED',
    device: { formFactor: 'SCALE', displayName: 'Aria Air' },
    platform: 'FITBIT',
  },
  manual: MANUAL_SOURCE,
  'health-connect': {
    recordingMethod: 'UNKNOWN',
    device: {},
    application: { packageName: 'com.example.scales' },
    platform: 'HEALTH_CONNECT',
  },
};

export function measurementSource(source: Measurement['source']): object {
  return MEASUREMENT_SOURCES[source];
}
