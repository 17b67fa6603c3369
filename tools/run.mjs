// @ts-check
// `node tools/run.mjs PROGRAM [arguments]`: sets the project up, then runs a program of tools/ or bench/ in this process.
// PROGRAM is its source without the extension, for example tools/demo/main. The programs are TypeScript, which Node.js 20
// cannot run; set-up compiles them to dist/. Every command of package.json starts here.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onNpmGone } from './npm-watch.mjs';
import { ROOT, setUp } from './setup.mjs';

onNpmGone(() => process.kill(process.pid, 'SIGTERM'));

const program = path.join(ROOT, 'dist', `${process.argv[2] ?? ''}.js`);
await setUp();
process.argv.splice(1, 2, program); // the program finds its arguments where a program started directly does
process.setSourceMapsEnabled(true);
await import(pathToFileURL(program).href);
