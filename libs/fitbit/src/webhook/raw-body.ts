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
import { revealBody } from './unparsed-body';

/** A request whose body is in its stream. If the host has read it all the same, it may have kept the bytes. */
export interface BodyRequest extends HttpRequest {
  /** The bytes, which Nest keeps with `rawBody: true`. */
  readonly rawBody?: Uint8Array;
  readonly body?: unknown;
  /** Fastify's name for the request of Node. */
  readonly raw?: object;
}

const BODY_WAS_READ =
  'Notifications are signed over the bytes of their body, but something in this application reads them before the route ' +
  'does. Let your own body parser leave out application/vnd.nestjs-fitbit.unparsed, or keep the bytes with ' +
  'NestFactory.create(AppModule, { rawBody: true }).';

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const FORM_TYPE = /^multipart\/form-data\s*;/i;

export type AcceptedType = 'json' | 'multipart';

/** Reads the bytes of a body as they were sent, which is what a signature covers. */
@Injectable()
export class RawBody {
  private readonly logger = new Logger(RawBody.name);

  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /**
   * @throws PayloadTooLargeException, UnsupportedMediaTypeException, BadRequestException for an empty or incomplete body,
   * and ServiceUnavailableException when the host read the body and kept no bytes, so that the sender retries.
   */
  async read(request: BodyRequest, types: readonly AcceptedType[]): Promise<Uint8Array> {
    revealBody(request.headers);
    if (isEmpty(request)) throw new BadRequestException('The body is empty.');
    const type = typeOf(request);
    if (!type || !types.includes(type)) throw new UnsupportedMediaTypeException();
    const limit = this.options.webhookBodyLimitBytes;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new PayloadTooLargeException();
    const bytes = (await readStream(request, limit)) ?? keptBytes(request);
    if (!bytes) {
      this.logger.error(BODY_WAS_READ);
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

function keptBytes({ rawBody, body }: BodyRequest): Uint8Array | undefined {
  return rawBody ?? (body instanceof Uint8Array ? body : undefined);
}

/** `undefined` when the stream was read before. */
async function readStream(request: BodyRequest, limit: number): Promise<Uint8Array | undefined> {
  const stream = (request.raw ?? request) as Readable;
  if (!stream.readable || stream.readableDidRead) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Destroying the stream would close the connection before the answer is sent.
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    throw new BadRequestException('The body is incomplete.');
  }
  if (size > limit) {
    stream.resume(); // the rest is dropped, so that the connection can be used again
    throw new PayloadTooLargeException();
  }
  return Buffer.concat(chunks);
}
