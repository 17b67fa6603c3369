export default function globalTeardown(): Promise<void> | undefined {
  return globalThis.stopServices?.();
}
