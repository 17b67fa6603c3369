import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

// A worker whose Jest was killed ends at once, instead of finishing a test that is no longer reported.
if (process.connected) process.once('disconnect', () => process.exit());

/**
 * Runs spec files in the worker's own context, together with the packages that `runtime.cjs` shares between them. In a
 * context of its own, `error instanceof Error` would be false in a test for every error that a shared package throws.
 */
export default class SharedContextEnvironment implements JestEnvironment {
  readonly global = globalThis as unknown as JestEnvironment['global'];
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  private readonly conditions: string[];
  private readonly globalsBefore = new Set(Reflect.ownKeys(globalThis));
  private readonly variablesBefore = { ...process.env };

  constructor({ projectConfig }: JestEnvironmentConfig, _context: EnvironmentContext) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.conditions = projectConfig.testEnvironmentOptions.customExportConditions as string[];
    Error.stackTraceLimit = 100;
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  /** Globals and environment variables that a file left behind are not there for the next one. */
  teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!this.globalsBefore.has(key)) Reflect.deleteProperty(globalThis, key);
    }
    for (const name of Object.keys(process.env)) if (!(name in this.variablesBefore)) delete process.env[name];
    Object.assign(process.env, this.variablesBefore);
    return Promise.resolve();
  }

  exportConditions(): string[] {
    return this.conditions;
  }

  /** Not used: `runtime.cjs` compiles in the context of the worker. */
  getVmContext(): null {
    return null;
  }
}
