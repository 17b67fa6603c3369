import type { Call, RegisterRoute } from '../routes';
import { emptyPagination } from '../time/list-query';

/** The remaining endpoints of the official Swagger document. Their lists are empty. */
export function registerOther(route: RegisterRoute): void {
  const listOf =
    (name: string) =>
    ({ query, today }: Call) => ({ [name]: [], pagination: emptyPagination(query, today) });
  const irn = 'irregular_rhythm_notifications';
  route({ path: '/1/user/:user/ecg/list.json', scope: 'electrocardiogram', handle: listOf('ecgReadings') });
  route({ path: '/1/user/:user/irn/alerts/list.json', scope: irn, handle: listOf('alerts') });
  route({ path: '/1/user/:user/irn/profile.json', scope: irn, handle: () => ({ onboarded: false, enrolled: false }) });
  route({ path: '/1/foods/units.json', handle: () => [{ id: 304, name: 'serving', plural: 'servings' }] });
  route({ path: '/1/foods/locales.json', handle: () => [{ barcode: true, label: 'United States', value: 'en_US' }] });
  route({ path: '/1/foods/search.json', handle: () => ({ foods: [] }) });
  route({ path: '/1/activities.json', handle: () => ({ categories: [] }) });
}
