// `npm run generate`: writes the files that are made from the table of options. A test compares them with it.
import fs from 'node:fs';
import path from 'node:path';
import { runTool } from '../support/failure';
import { ROOT, say } from '../support/project';
import { GENERATED_FILES } from './files';

void runTool(() => {
  for (const [file, render] of Object.entries(GENERATED_FILES)) {
    fs.writeFileSync(path.join(ROOT, file), render());
    say(`${file} is written.`);
  }
  return Promise.resolve(0);
});
