import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..');

/** Each was retired in favour of a word of docs/glossary.md. */
const RETIRED = [
  'depart(?:s|ed|ing|ures?)?',
  'verdicts?',
  'crowds?',
  'bells?',
  'rung',
  'ringers?',
  'ghosts?',
  'companions?',
  'carriers?',
  'doubtful',
  'hand(?:s|ed|ing)? ?back',
  'suspect answers?',
];
const RETIRED_WORD = new RegExp(`(?<![a-z])(?:${RETIRED.join('|')})(?![a-z])`, 'gi');
const VAGUE_PERSON = /\b(?:nobody|whoever|somebody|everybody|whatever|whichever)\b/gi;
const MOST_VAGUE_PER_1000_WORDS = 0.8;
const THIS_FILE = 'test/tooling/words.spec.ts';

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\0')
  .filter((file) => /\.(?:ts|mjs|cjs|js|md|hbs|sql)$/.test(file) && file !== THIS_FILE);
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** `leaseRevocation` and `LEASE_MS` become words that a sentence could have. */
const inWords = (text: string) => text.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');

/** What people read: documents without their code, and the comments of code. */
function proseOf(file: string): string {
  const text = textOf(file);
  if (file.endsWith('.md')) return text.replace(/```[^]*?```/g, '');
  const comments = text.matchAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm);
  return [...comments].map(([comment]) => comment).join('\n');
}

describe('the words of the project', () => {
  it('are those of the glossary: no retired word is used', () => {
    const found = files.flatMap((file) =>
      inWords(textOf(file))
        .split('\n')
        .flatMap((line, index) => [...line.matchAll(RETIRED_WORD)].map(([word]) => `${file}:${index + 1} ${word}`)),
    );
    expect(found).toEqual([]);
  });

  it('name who does what', () => {
    const prose = files.map(proseOf).join('\n');
    const words = prose.match(/[A-Za-z']+/g)?.length ?? 0;
    const vague = prose.match(VAGUE_PERSON)?.length ?? 0;
    expect(words).toBeGreaterThan(10_000);
    expect((1_000 * vague) / words).toBeLessThan(MOST_VAGUE_PER_1000_WORDS);
  });
});
