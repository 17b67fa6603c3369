import { permissionDenied, PROJECT_NUMBER, quotaExceeded } from './errors';
import { errorInfo, GoogleError } from './google-error';

const NOT_LINKED = 'The account is not linked to Google Health.';
const DENIED = 'The caller does not have permission';
const DISABLED =
  `Google Health API has not been used in project ${PROJECT_NUMBER} before or it is disabled. Enable it by visiting ` +
  `https://console.developers.google.com/apis/api/health.googleapis.com/overview?project=${PROJECT_NUMBER} then retry.`;

/** Error answers that concern a whole account or project, by their reason, for scripted faults. */
export const REFUSALS = {
  ACCOUNT_NOT_LINKED: new GoogleError('FAILED_PRECONDITION', NOT_LINKED, [errorInfo('ACCOUNT_NOT_LINKED')]),
  RESOURCE_PERMISSION_DENIED: new GoogleError('PERMISSION_DENIED', DENIED, [errorInfo('RESOURCE_PERMISSION_DENIED')]),
  DATA_ACCESS_DENIED: new GoogleError('PERMISSION_DENIED', DENIED, [errorInfo('DATA_ACCESS_DENIED')]),
  /** The consenting Fitbit account is not a Google account. The error has no details. */
  LEGACY_ACCOUNT: permissionDenied(),
  SERVICE_DISABLED: new GoogleError('PERMISSION_DENIED', DISABLED, [
    errorInfo(
      'SERVICE_DISABLED',
      { consumer: `projects/${PROJECT_NUMBER}`, service: 'health.googleapis.com' },
      'googleapis.com',
    ),
    {
      '@type': 'type.googleapis.com/google.rpc.Help',
      links: [
        { description: 'Google developers console API activation', url: 'https://console.developers.google.com' },
      ],
    },
  ]),
  RATE_LIMIT_EXCEEDED: quotaExceeded(),
  INTERNAL_ERROR: new GoogleError('INTERNAL', 'Internal error encountered.', [errorInfo('INTERNAL_ERROR')]),
} satisfies Readonly<Record<string, GoogleError>>;
