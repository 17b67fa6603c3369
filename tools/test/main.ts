// `npm test`: runs Jest in this process; every argument is Jest's.
import { run } from 'jest';

process.env.NODE_ENV ??= 'test';
void run(process.argv.slice(2)); // sets the exit code
