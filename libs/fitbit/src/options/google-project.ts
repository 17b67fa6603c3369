import { createPrivateKey } from 'node:crypto';
import type { Problems } from './checks';
import type { FitbitModuleOptions } from './fitbit-module-options';

/** The Google Cloud project that the application belongs to, and who may set its subscriber. */
export interface ResolvedGoogleProject {
  readonly number: string;
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly tokenUrl: string | undefined;
}

/** What Google lets a subscriber be called. */
const SUBSCRIBER_ID = /^[a-z][a-z0-9-]{2,34}[a-z0-9]$/;
const NUMBER_BEFORE_CLIENT_ID = /^(\d+)-/;

type Given = Partial<
  Pick<FitbitModuleOptions, 'googleServiceAccount' | 'googleProjectNumber' | 'consumerKey' | 'subscriberId'>
>;

/** `undefined` without a service account. No message shows its key. */
export function resolveGoogleProject(raw: Given, problems: Problems): ResolvedGoogleProject | undefined {
  const account: unknown = raw.googleServiceAccount;
  if (account === undefined) return undefined;
  if (typeof account !== 'object' || account === null) {
    problems.add('googleServiceAccount must be the content of the JSON key file, parsed.');
    return undefined;
  }
  const { client_email: email, private_key: key, token_uri: tokenUri } = account as Record<string, unknown>;
  const clientEmail = problems.requiredText('googleServiceAccount.client_email', email);
  if (!isRsaKey(key)) problems.add('googleServiceAccount.private_key must be an RSA key in PEM.');
  const tokenUrl = tokenUri === undefined ? undefined : problems.url('googleServiceAccount.token_uri', tokenUri)?.href;
  const number = raw.googleProjectNumber ?? NUMBER_BEFORE_CLIENT_ID.exec(String(raw.consumerKey))?.[1] ?? '';
  if (!/^\d+$/.test(String(number))) {
    problems.add('googleProjectNumber must be the number of the project: digits, not its id.');
  }
  if (raw.subscriberId !== undefined && !SUBSCRIBER_ID.test(raw.subscriberId)) {
    problems.add('subscriberId must be 4 to 36 of a-z 0-9 -, beginning with a letter, with googleServiceAccount.');
  }
  return { number: String(number), clientEmail, privateKey: String(key), tokenUrl };
}

function isRsaKey(pem: unknown): boolean {
  try {
    return typeof pem === 'string' && createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
