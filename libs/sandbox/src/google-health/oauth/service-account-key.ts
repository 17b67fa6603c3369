import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

const PROJECT_ID = 'sandbox-project';

/** The email of the project's only service account. */
export const SERVICE_ACCOUNT_EMAIL = `notifications@${PROJECT_ID}.iam.gserviceaccount.com`;
export const SERVICE_ACCOUNT_KEY_ID = createHash('sha1').update(SERVICE_ACCOUNT_EMAIL).digest('hex');

/** The file that Google provides for a key of a service account. */
export interface ServiceAccountKey {
  readonly type: 'service_account';
  /** Not the project number, which the names of subscribers contain. */
  readonly project_id: string;
  readonly private_key_id: string;
  /** PKCS #8 in PEM, RSA. */
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly auth_uri: string;
  readonly token_uri: string;
  readonly auth_provider_x509_cert_url: string;
  readonly client_x509_cert_url: string;
  readonly universe_domain: string;
}

let keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

/** Generated on first use, because it is slow, and shared by all sandboxes of the process. */
function keyPair(): NonNullable<typeof keys> {
  keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keys;
}

/** The key that verifies the service account's signatures. */
export function serviceAccountPublicKey(): KeyObject {
  return keyPair().publicKey;
}

/** @param issuer the base URL that stands in for Google's hosts */
export function serviceAccountKey(issuer: string): ServiceAccountKey {
  return {
    type: 'service_account',
    project_id: PROJECT_ID,
    private_key_id: SERVICE_ACCOUNT_KEY_ID,
    private_key: keyPair().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: SERVICE_ACCOUNT_EMAIL,
    client_id: '104857600000000000001',
    auth_uri: `${issuer}/o/oauth2/v2/auth`,
    token_uri: `${issuer}/token`,
    auth_provider_x509_cert_url: `${issuer}/oauth2/v1/certs`,
    client_x509_cert_url: `${issuer}/robot/v1/metadata/x509/${encodeURIComponent(SERVICE_ACCOUNT_EMAIL)}`,
    universe_domain: 'googleapis.com',
  };
}
