import type { FastifyInstance } from 'fastify';
import type { FitbitSubscriber } from '../fitbit-web-api/subscriptions/subscriber';
import { ControlError } from './control-error';
import { readJson, readObject, readText } from './read-json';

/** The routes for the endpoint of the Fitbit Web API's notifications. */
export function registerSubscriber(app: FastifyInstance, subscriber: FitbitSubscriber): void {
  app.get('/subscriber', async () => {
    await subscriber.settled();
    return subscriber.state;
  });

  app.post('/subscriber', async (request) => {
    const json = readObject(readJson(request.body), 'The body', ['url', 'verificationCode']);
    const url = json.url === null ? undefined : readUrl(readText(json, 'url'));
    const code = readText(json, 'verificationCode');
    if (code === '') throw new ControlError('"verificationCode" must not be empty.');
    await subscriber.use(url, code);
    return subscriber.state;
  });
}

function readUrl(text: string | undefined): URL {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new ControlError('"url" must be an http or https URL, or null for none.');
}
