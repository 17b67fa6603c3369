import { Busboy } from '@fastify/busboy';
import { MalformedNotificationError } from '../../../errors/fitbit.errors';

const NAME = 'updates';
/** Observed requests have one. */
const MOST_PARTS = 4;

/**
 * The content of the part `updates` of a `multipart/form-data` body, a file or a field. The upstream sends notifications
 * in this form to subscribers of the type "JSON file".
 *
 * @throws MalformedNotificationError when there is no such part, more than one, or the body is damaged.
 */
export async function readUpdatesPart(contentType: string, body: Uint8Array): Promise<Uint8Array> {
  const found = await readParts(contentType, body).catch(() => {
    throw new MalformedNotificationError('the multipart body is damaged');
  });
  const [updates, another] = found;
  if (!updates || another) throw new MalformedNotificationError(`the multipart body needs one part "${NAME}"`);
  return updates;
}

function readParts(contentType: string, body: Uint8Array): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const found: Uint8Array[] = [];
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: MOST_PARTS, headerPairs: 20, headerSize: 4096 },
      isPartAFile: () => true,
    });
    parser.on('file', (name, part) => {
      const chunks: Buffer[] = [];
      part.on('data', (chunk: Buffer) => chunks.push(chunk));
      part.on('end', () => {
        if (name === NAME) found.push(Buffer.concat(chunks));
      });
      part.on('error', reject);
    });
    parser.on('partsLimit', () => reject(new Error('too many parts')));
    parser.on('error', reject);
    parser.on('finish', () => resolve(found));
    parser.end(body);
  });
}
