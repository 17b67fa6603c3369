import type { Clock } from '../../../model/clock';
import type { ResourceName } from '../../../model/resource';
import type { HttpClient } from '../../http/http-client';
import type { GoogleHealthUrls } from '../google-health.urls';
import { announcedTypes } from './announced-types';
import { ProjectApi } from './project-api';
import { ServiceAccount } from './service-account';
import { GoogleSubscribers, type SubscriptionPolicy } from './subscribers';
import { ProjectSubscriptions } from './subscriptions';

/** The Google Cloud project of the application, and the subscriber that it should have. */
export interface ProjectSettings {
  readonly number: string;
  readonly serviceAccount: {
    readonly clientEmail: string;
    /** PKCS #8 in PEM, RSA. */
    readonly privateKey: string;
    /** @defaultValue the token endpoint of the users' grants */
    readonly tokenUrl?: string | undefined;
  };
  readonly subscriberId: string;
  readonly endpointUrl: string;
  readonly policy: SubscriptionPolicy;
  /** The resources to be notified about. */
  readonly resources: readonly ResourceName[];
}

interface ProjectDependencies {
  readonly urls: GoogleHealthUrls;
  readonly clock: Clock;
  readonly webhookSecrets?: readonly string[] | undefined;
  readonly project?: ProjectSettings | undefined;
}

export interface Project {
  readonly subscribers: GoogleSubscribers;
  readonly subscriptions: ProjectSubscriptions;
}

/** `undefined` when the settings name no project. */
export function projectOf(
  { project, urls, clock, webhookSecrets }: ProjectDependencies,
  http: HttpClient,
): Project | undefined {
  if (!project) return undefined;
  const { number: projectNumber, serviceAccount, subscriberId: id, endpointUrl, policy } = project;
  const tokenUrl = serviceAccount.tokenUrl ?? urls.token;
  const account = new ServiceAccount({ ...serviceAccount, tokenUrl, clock, http });
  const api = new ProjectApi({ apiUrl: urls.api, projectNumber, account, http });
  const dataTypes = announcedTypes(project.resources);
  const subscriptions = new ProjectSubscriptions(api, id, dataTypes);
  const settings = { id, endpointUrl, policy, dataTypes, secret: webhookSecrets?.[0] };
  return { subscribers: new GoogleSubscribers(api, settings, subscriptions), subscriptions };
}
