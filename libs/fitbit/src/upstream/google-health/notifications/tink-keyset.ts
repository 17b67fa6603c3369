import type { KeyObject } from 'node:crypto';
import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { AnswerNode } from '../../http/answer-node';
import { parseJsonObject } from '../../http/json-text';
import { readEcdsaPublicKey } from './ecdsa-public-key';

const TYPE_URL = 'type.googleapis.com/google.crypto.tink.EcdsaPublicKey';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LARGEST_ID = 0xffff_ffff;

/** Key id to public key. */
export type Keyset = ReadonlyMap<number, KeyObject>;

/**
 * Parses a Tink keyset in JSON. A key that is disabled or of another kind is left out: it may be listed beside the others
 * during a change of algorithm.
 *
 * @throws MalformedAnswerError when there is no usable key, or two keys have one id.
 * @see https://developers.google.com/tink/design/keysets
 */
export function parseKeyset(text: string): Keyset {
  const keyset = new AnswerNode(parseJsonObject(text), 'keyset');
  const keys = new Map<number, KeyObject>();
  for (const item of keyset.items('key')) {
    const key = keyOf(item);
    if (!key) continue;
    const id = item.field('keyId').count();
    if (id > LARGEST_ID || keys.has(id)) throw item.malformed('has an impossible id, or that of another key');
    keys.set(id, key);
  }
  if (keys.size === 0) throw keyset.malformed('has no key to verify with');
  return keys;
}

function keyOf(item: AnswerNode): KeyObject | undefined {
  const is = (node: AnswerNode, field: string, value: string) => node.optional(field)?.text() === value;
  if (!is(item, 'status', 'ENABLED') || !is(item, 'outputPrefixType', 'TINK')) return undefined;
  const data = item.field('keyData');
  if (!is(data, 'typeUrl', TYPE_URL) || !is(data, 'keyMaterialType', 'ASYMMETRIC_PUBLIC')) return undefined;
  try {
    return readEcdsaPublicKey(bytesOf(data.field('value')));
  } catch (error) {
    if (error instanceof MalformedAnswerError) throw error;
    return undefined;
  }
}

function bytesOf(node: AnswerNode): Uint8Array {
  const text = node.text();
  if (!BASE64.test(text)) throw node.malformed('is not base64');
  return Buffer.from(text, 'base64');
}
