import { All, Controller, Req, Res } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { targetOf } from '../host/http-exchange';
import { DataRoute } from './data-route';
import { Pages } from '../host/pages';

const GET_DATA = /\/get_data\/(.+?)\/?$/;

/** Rule R8: HTTP 200 whatever the status code inside; 405 for anything but GET. */
@Controller()
export class DataController {
  constructor(
    private readonly pages: Pages,
    private readonly route: DataRoute,
  ) {}

  // Express and Fastify write wildcards differently; parameters they both know, and no resource is deeper.
  @All(['get_data', 'get_data/:category', 'get_data/:category/:name', 'get_data/:category/:group/:name'])
  getData(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { pathname } = targetOf(request);
    return this.answer(request, response, GET_DATA.exec(pathname)?.[1] ?? '');
  }

  /** Rule R9, deprecated: the steps under their old address. */
  @All('get_steps')
  getSteps(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.answer(request, response, 'activities/steps');
  }

  private async answer(request: HttpRequest, response: HttpResponse, resource: string): Promise<void> {
    if (request.method !== 'GET') {
      this.pages.header(response, 'Allow', 'GET');
      this.pages.json(response, 405, { statusCode: 405, message: 'Method Not Allowed' });
      return;
    }
    this.pages.json(response, 200, await this.route.read(request, resource));
  }
}
