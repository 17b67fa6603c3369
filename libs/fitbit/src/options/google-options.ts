import { createPrivateKey } from 'node:crypto';
import { group, json, oneOf, text, url, usableUrl } from './kinds';
import type { Option, ResolvedTable, TableFor } from './option';
import type { Problems } from './problems';

/** The JSON key file of a service account. Other members of the file are ignored. */
export interface GoogleServiceAccount {
  readonly client_email: string;
  /** PEM. */
  readonly private_key: string;
  /** @defaultValue the token endpoint of the upstream */
  readonly token_uri?: string | undefined;
}

/** What only the upstream `google-health` uses. */
export interface GoogleOptions {
  /**
   * The values that Google's notifications may carry in the header `Authorization`. Each is used verbatim: at least 16
   * printable ASCII characters from a random source (`openssl rand -base64 32`). The first is the one that the subscriber
   * has or will get. All are accepted, so that a secret can be changed without a gap. Without a secret, every notification
   * of Google is refused. Never logged.
   *
   * @defaultValue none
   * @see https://developers.google.com/health/webhooks
   */
  readonly webhookSecrets?: readonly string[] | undefined;
  /**
   * The parsed JSON key file of a service account that may manage the project's subscribers. With it, the worker and the
   * command `webhooks` register the endpoint with Google and keep the registration up to date; without it, you register
   * the endpoint yourself. Never logged.
   *
   * @defaultValue none
   * @see https://developers.google.com/health/webhooks
   */
  readonly serviceAccount?: GoogleServiceAccount | undefined;
  /** The number of the Google Cloud project, not its ID. @defaultValue the digits that `consumerKey` begins with */
  readonly projectNumber?: string | undefined;
  /** The URL to which Google sends notifications. @defaultValue the route `webhook` beside `callbackUrl` */
  readonly webhookUrl?: string | undefined;
  /**
   * Which users Google sends notifications for. `AUTOMATIC`: all users who granted a scope, without a request per user.
   * `MANUAL`: the users whom the module subscribes, which leaves out users of other applications in the same project.
   *
   * @defaultValue `'AUTOMATIC'`
   */
  readonly subscriptionPolicy?: 'AUTOMATIC' | 'MANUAL' | undefined;
}

/** The Google Cloud project of the application, and the account that manages its subscribers. */
export interface ResolvedGoogleProject {
  readonly number: string;
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly tokenUrl: string | undefined;
}

const GOOGLE_OPTIONS = {
  webhookSecrets: webhookSecrets(),
  serviceAccount: serviceAccount(),
  projectNumber: text({
    default: undefined,
    type: 'a string of digits',
    pattern: /^\d+$/,
    example: '123456789012',
  }),
  webhookUrl: url({ default: undefined, example: 'http://127.0.0.1:3000/fitbit/webhook' }),
  subscriptionPolicy: oneOf(['AUTOMATIC', 'MANUAL'], { default: 'AUTOMATIC' }),
} satisfies TableFor<GoogleOptions>;

export const google = () => group<GoogleOptions, typeof GOOGLE_OPTIONS>(GOOGLE_OPTIONS);

const SHORTEST_SECRET = 16;
/** What arrives in a header as it was sent: printable ASCII without blanks at the ends. */
const HEADER_VALUE = /^[!-~]([ -~]*[!-~])?$/;

/** No message shows a secret. */
function webhookSecrets(): Option<readonly string[], readonly string[]> {
  return {
    type: 'a list of strings',
    default: [],
    variable: {
      format: 'the current secret; older ones after commas',
      parse: (list) => list.split(',').map((secret) => secret.trim()),
    },
    resolve: (value, label, problems) => {
      if (value === undefined) return [];
      if (!Array.isArray(value)) {
        problems.add(`${label} must be a list of strings.`);
        return [];
      }
      return (value as unknown[]).filter((secret, index): secret is string => {
        const usable = typeof secret === 'string' && secret.length >= SHORTEST_SECRET && HEADER_VALUE.test(secret);
        if (!usable) problems.add(`${label}[${index}] must be ${SHORTEST_SECRET} or more printable ASCII characters.`);
        return usable;
      });
    },
  };
}

type ResolvedServiceAccount = Omit<ResolvedGoogleProject, 'number'>;

/** No message shows the key. */
function serviceAccount(): Option<GoogleServiceAccount, ResolvedServiceAccount | undefined> {
  const type = 'the parsed JSON key file of a service account';
  return {
    type,
    example: '{"client_email":"…","private_key":"…"}',
    variable: json(),
    resolve: (value, label, problems) => {
      if (value === undefined) return undefined;
      if (typeof value !== 'object' || value === null) {
        problems.add(`${label} must be ${type}.`);
        return undefined;
      }
      return resolveServiceAccount(value, label, problems);
    },
  };
}

function resolveServiceAccount(account: object, label: string, problems: Problems): ResolvedServiceAccount {
  const { client_email: email, private_key: key, token_uri: tokenUri } = account as Record<string, unknown>;
  if (typeof email !== 'string' || email.trim() === '') problems.add(`${label}.client_email is required.`);
  if (!isRsaKey(key)) problems.add(`${label}.private_key must be an RSA key in PEM.`);
  const tokenUrl = usableUrl(tokenUri);
  if (tokenUri !== undefined && !tokenUrl) problems.add(`${label}.token_uri must be an absolute https URL.`);
  return { clientEmail: String(email), privateKey: String(key), tokenUrl: tokenUrl?.href };
}

function isRsaKey(pem: unknown): boolean {
  try {
    return typeof pem === 'string' && createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** What Google allows as the ID of a subscriber. */
const SUBSCRIBER_ID = /^[a-z][a-z0-9-]{2,34}[a-z0-9]$/;
const NUMBER_BEFORE_CLIENT_ID = /^(\d+)-/;

interface Application {
  readonly consumerKey: string;
  readonly subscriberId: string | undefined;
}

/** What the application and the Google options say together; `undefined` without a service account. */
export function resolveGoogleProject(
  { serviceAccount: account, projectNumber }: ResolvedTable<typeof GOOGLE_OPTIONS>,
  { consumerKey, subscriberId }: Application,
  problems: Problems,
): ResolvedGoogleProject | undefined {
  if (!account) return undefined;
  const number = projectNumber ?? NUMBER_BEFORE_CLIENT_ID.exec(consumerKey)?.[1];
  if (number === undefined) {
    problems.add('google.projectNumber is required with google.serviceAccount: consumerKey does not begin with it.');
  }
  if (subscriberId !== undefined && !SUBSCRIBER_ID.test(subscriberId)) {
    problems.add('subscriberId must be 4 to 36 of a-z 0-9 -, beginning with a letter, with google.serviceAccount.');
  }
  return { number: number ?? '', ...account };
}
