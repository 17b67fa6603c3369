// `npm test`: sets up, then runs Jest in this process; every argument is Jest's.
import { onNpmGone } from './support/parent.mjs';
import { runTool } from './support/failure.mjs';
import { setup } from './setup.mjs';

// Nobody waits for the outcome any more. Jest's workers and the services end when this process does.
onNpmGone(() => process.kill(process.pid, 'SIGTERM'));

await runTool(async () => {
  await setup();
  process.env.NODE_ENV ??= 'test';
  const { run } = await import('jest');
  await run(process.argv.slice(2)); // sets the exit code
});
