import { All, Controller, Req, Res } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { targetOf } from '../host/http-exchange';
import { DataRoute } from './data-route';
import { Pages } from '../host/pages';

const GET_DATA = /\/get_data\/(.+?)\/?$/;

/** R8: answers HTTP 200 for every status code in the body, and 405 to any method other than GET. */
@Controller()
export class DataController {
  constructor(
    private readonly pages: Pages,
    private readonly route: DataRoute,
  ) {}

  // Express and Fastify write wildcards differently but agree on parameters. No resource has more than three segments.
  @All(['get_data', 'get_data/:category', 'get_data/:category/:name', 'get_data/:category/:group/:name'])
  getData(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { pathname } = targetOf(request);
    return this.answer(request, response, GET_DATA.exec(pathname)?.[1] ?? '');
  }

  /** R9, deprecated: the original route for steps. */
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
