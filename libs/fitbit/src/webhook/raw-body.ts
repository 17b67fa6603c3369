import type { Readable } from 'node:stream';
import {
  BadRequestException,
  Injectable,
  Logger,
  PayloadTooLargeException,
  ServiceUnavailableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { HttpRequest } from '../host/http-exchange';

/** A request whose body the host may have parsed. With `rawBody: true` Nest keeps the bytes as well. */
export interface BodyRequest extends HttpRequest {
  readonly rawBody?: Uint8Array;
  readonly body?: unknown;
}

export const RAW_BODY_NEEDED =
  'Notifications are signed over the bytes of their body, which this application does not keep. ' +
  'Keep them with NestFactory.create(AppModule, { rawBody: true }).';

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const FORM_TYPE = /^multipart\/form-data\s*;/i;

export type AcceptedType = 'json' | 'multipart';

/** Reads the bytes of a body as they were sent, which is what a signature covers. */
@Injectable()
export class RawBody {
  private readonly logger = new Logger(RawBody.name);

  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /**
   * @throws PayloadTooLargeException, UnsupportedMediaTypeException, BadRequestException for an empty body, and
   * ServiceUnavailableException when the host keeps no raw bodies, so that the sender retries.
   */
  async read(request: BodyRequest, types: readonly AcceptedType[]): Promise<Uint8Array> {
    if (isEmpty(request)) throw new BadRequestException('The body is empty.');
    const type = typeOf(request);
    if (!type || !types.includes(type)) throw new UnsupportedMediaTypeException();
    const limit = this.options.webhookBodyLimitBytes;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new PayloadTooLargeException();
    const bytes = request.rawBody ?? (await readRest(request, limit));
    if (!bytes) {
      this.logger.error(RAW_BODY_NEEDED);
      throw new ServiceUnavailableException();
    }
    if (bytes.byteLength > limit) throw new PayloadTooLargeException();
    if (bytes.byteLength === 0) throw new BadRequestException('The body is empty.');
    return bytes;
  }
}

function isEmpty({ headers }: BodyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function typeOf({ headers }: BodyRequest): AcceptedType | undefined {
  const type = headers['content-type'] ?? '';
  if (JSON_TYPE.test(type)) return 'json';
  return FORM_TYPE.test(type) ? 'multipart' : undefined;
}

/** Reads a multipart body. No parser of the host has touched it, so on Express it is still in the request stream. */
async function readRest(request: BodyRequest, limit: number): Promise<Uint8Array | undefined> {
  if (request.body instanceof Uint8Array) return request.body;
  const stream = request as unknown as Partial<Readable>;
  if (stream.readable !== true || stream.readableDidRead === true) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw new PayloadTooLargeException();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
