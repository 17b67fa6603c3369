import { TestEnvironment } from 'jest-environment-node';

// A worker whose Jest was killed ends at once, instead of finishing a test that is no longer reported.
if (process.connected) process.once('disconnect', () => process.exit());

export default TestEnvironment;
