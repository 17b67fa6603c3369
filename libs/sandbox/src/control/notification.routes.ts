import type { FastifyInstance } from 'fastify';
import type { ServiceAccountKey } from '../google-health/oauth/service-account-key';
import type { WebhookKeys } from '../google-health/webhooks/webhook-keys';
import type { Notifications } from '../outbox/notifications';
import { readBoolean, readJson, readObject } from './read-json';

export interface NotificationControls {
  readonly notifications: Notifications;
  readonly webhookKeys: WebhookKeys;
  readonly serviceAccountKey: () => ServiceAccountKey;
}

/** The routes for notifications, the keys that sign them, and the service account that subscribes to them. */
export function registerNotifications(app: FastifyInstance, controls: NotificationControls): void {
  const { notifications, webhookKeys } = controls;

  app.get('/notifications', () => notifications.state);

  app.post('/notifications/flush', async () => {
    await notifications.flush();
    return notifications.state;
  });

  app.get('/webhook-keys', () => webhookKeys.ids());

  app.post('/webhook-keys/rotate', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['keepOld']);
    return webhookKeys.rotate({ keepOld: readBoolean(json, 'keepOld') ?? true });
  });

  app.get('/service-account', () => controls.serviceAccountKey());
}
