import { Buffer } from 'node:buffer';
import { isIP } from 'node:net';

/** Collects what is wrong, so that one error names every offender. */
export class Problems {
  readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }

  /** `value` when it is text with something in it; otherwise a problem, and `''` to go on with. */
  requiredText(name: string, value: unknown): string {
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.add(`${name} is required: a text that is not empty.`);
    return '';
  }

  optionalText(name: string, value: unknown): string | undefined {
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    this.add(`${name} must be text.`);
    return undefined;
  }

  number(name: string, value: unknown, fallback: number, unit: string): number {
    if (value === undefined) return fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    this.add(`${name} must be a number of ${unit}, 0 or more.`);
    return fallback;
  }

  boolean(name: string, value: unknown, fallback: boolean): boolean {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    this.add(`${name} must be true or false.`);
    return fallback;
  }

  /** An absolute https URL; http is accepted on a loopback host only. */
  url(name: string, value: unknown): URL | undefined {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url;
    this.add(`${name} must be an absolute https URL (http only on a loopback host).`);
    return undefined;
  }
}

/** `true` for hosts that cannot leave this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/_-]{43}=?$/;

/** The 32 bytes of an AES-256 key given as bytes or as base64 text. */
export function keyBytes(key: unknown): Uint8Array | undefined {
  if (key instanceof Uint8Array) return key.byteLength === 32 ? key : undefined;
  if (typeof key !== 'string' || !BASE64_OF_32_BYTES.test(key)) return undefined;
  const bytes = Buffer.from(key, 'base64');
  return bytes.byteLength === 32 ? bytes : undefined;
}
