import fs from 'node:fs';
import path from 'node:path';
import { CommandLine } from '../tools/support/command-line';
import { ROOT } from '../tools/support/project';

const FOLDER = path.join(ROOT, 'bench');
const SUFFIX = '.bench.ts';

export interface BenchOptions {
  readonly name: string;
  readonly json: boolean;
  readonly smoke: boolean;
  readonly help: boolean;
}

/** Every `bench/NAME.bench.ts`. Its first line says what it measures. */
function benches(): { name: string; purpose: string }[] {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith(SUFFIX));
  return files.sort().map((file) => {
    const [first = ''] = fs.readFileSync(path.join(FOLDER, file), 'utf8').split('\n', 1);
    return { name: file.slice(0, -SUFFIX.length), purpose: first.replace(/^\/\/ ?/, '') };
  });
}

export function usage(): string {
  const all = benches();
  const width = Math.max(...all.map(({ name }) => name.length));
  return `Usage: npm run bench -- NAME [options]

${all.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`).join('\n')}

  --json   nothing but the figures on standard output, as JSON
  --smoke  a second or two of each: shows that it works, measures nothing
  --help   this text`;
}

const commandLine = new CommandLine(usage);

export function parseBenchOptions(args: string[]): BenchOptions {
  const { values, positionals } = commandLine.parse({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [name = '', ...more] = positionals;
  if (values.help) return { ...values, name };
  if (more.length > 0) commandLine.refuse(`One measurement at a time, not also "${more.join(' ')}".`);
  if (name === '') commandLine.refuse('Which measurement?');
  if (!benches().some((bench) => bench.name === name)) commandLine.refuse(`There is no measurement "${name}".`);
  return { ...values, name };
}
