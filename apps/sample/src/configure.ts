import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieSession from 'cookie-session';
import type { Response } from 'express';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Environment } from '../../common/src';
import { securityHeaders } from './security-headers';
import { LocalUsers } from './session/local-users';
import { sameOriginPosts } from './session/same-origin';
import { findLocalUser, sessionCookie } from './session/session';
import { Sessions } from './session/sessions';
import { viewEngine } from './view-engine';

const ROOT = path.join(__dirname, '..');
const CHART_JS = path.join(path.dirname(createRequire(__filename).resolve('chart.js')), 'chart.umd.min.js');

/** Files are the same for all users: browsers cache them and revalidate by ETag. */
function setHeaders(response: Response): void {
  response.setHeader('Cache-Control', 'no-cache');
}

/** What the sample needs of Express: views, assets, the session cookie and careful headers. */
export function configure(app: NestExpressApplication, environment: Environment): void {
  const { publicUrl, sample } = environment;
  const secure = publicUrl.protocol === 'https:';
  app.disable('x-powered-by');
  if (secure) app.set('trust proxy', 'loopback'); // the proxy that ends TLS says so in X-Forwarded-Proto
  app.set('query parser', 'simple');

  app.engine('hbs', viewEngine(path.join(ROOT, 'views', 'partials')));
  app.setViewEngine('hbs');
  app.setBaseViewsDir(path.join(ROOT, 'views'));

  app.use(securityHeaders);
  app.useStaticAssets(path.join(ROOT, 'public'), { prefix: '/assets/', setHeaders });
  app.useStaticAssets(CHART_JS, { prefix: '/assets/chart.js', setHeaders });
  app.use(cookieSession({ ...sessionCookie(secure), keys: [sample.sessionSecret ?? randomBytes(32).toString('hex')] }));
  app.use(findLocalUser(app.get(LocalUsers), app.get(Sessions)));
  app.use(sameOriginPosts(publicUrl.origin));
}
