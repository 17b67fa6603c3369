import { CLOUD_PLATFORM, readScope, type ScopeGroup, writeScope } from '../oauth/google-scopes';

/** A method as the front end sees it: its RPC name and its scopes. A token needs one of the scopes. */
export interface Method {
  readonly rpc: string;
  readonly scopes: readonly string[];
}

const DATA: readonly ScopeGroup[] = [
  'activity_and_fitness',
  'health_metrics_and_measurements',
  'sleep',
  'nutrition',
  'mindfulness',
  'logged_symptoms',
  'reproductive_health',
];

const READ_ONLY: readonly ScopeGroup[] = ['ecg', 'irn'];
const WRITE = DATA.map(writeScope);
const READ = [...DATA.map(readScope), ...READ_ONLY.map(readScope), ...WRITE];

/** Every read scope except `location`. That the nutrition scope belongs here is documented but not measured. */
const IDENTITY = [...[...DATA, ...READ_ONLY].map(readScope), readScope('profile'), readScope('settings')];

function points(name: string, scopes: readonly string[]): Method {
  return { rpc: `DataPointsService.${name}`, scopes };
}

function project(rpc: string): Method {
  return { rpc, scopes: [CLOUD_PLATFORM] };
}

/** The method names. Those outside `DataPointsService` are unconfirmed; they only appear in error metadata. */
export const METHODS = {
  getIdentity: { rpc: 'UsersService.GetIdentity', scopes: IDENTITY },
  getProfile: { rpc: 'UsersService.GetProfile', scopes: [readScope('profile')] },
  getSettings: { rpc: 'UsersService.GetSettings', scopes: [readScope('settings')] },
  getIrnProfile: { rpc: 'UsersService.GetIrnProfile', scopes: [readScope('irn')] },
  listPairedDevices: { rpc: 'PairedDevicesService.ListPairedDevices', scopes: [readScope('settings')] },
  getPairedDevice: { rpc: 'PairedDevicesService.GetPairedDevice', scopes: [readScope('settings')] },
  updateProfile: { rpc: 'UsersService.UpdateProfile', scopes: [writeScope('profile')] },
  updateSettings: { rpc: 'UsersService.UpdateSettings', scopes: [writeScope('settings')] },
  list: points('ListDataPoints', READ),
  get: points('GetDataPoint', READ),
  reconcile: points('ReconcileDataPoints', READ),
  rollUp: points('RollUpDataPoints', READ),
  dailyRollUp: points('DailyRollUpDataPoints', READ),
  create: points('CreateDataPoint', WRITE),
  update: points('UpdateDataPoint', WRITE),
  batchDelete: points('BatchDeleteDataPoints', WRITE),
  exportExerciseTcx: points('ExportExerciseTcx', [readScope('activity_and_fitness'), readScope('location')]),
  createSubscriber: project('SubscribersService.CreateSubscriber'),
  listSubscribers: project('SubscribersService.ListSubscribers'),
  getSubscriber: project('SubscribersService.GetSubscriber'),
  updateSubscriber: project('SubscribersService.UpdateSubscriber'),
  deleteSubscriber: project('SubscribersService.DeleteSubscriber'),
  createSubscription: project('SubscribersService.CreateSubscription'),
  listSubscriptions: project('SubscribersService.ListSubscriptions'),
  updateSubscription: project('SubscribersService.UpdateSubscription'),
  deleteSubscription: project('SubscribersService.DeleteSubscription'),
} satisfies Record<string, Method>;
