// The module's options with their texts, as the generated files show them.
import fs from 'node:fs';
import path from 'node:path';
import { OPTION_TABLE } from '#nestjs-fitbit/options/fitbit-module-options';
import { isGroup, type Leaf, leavesOf } from '#nestjs-fitbit/options/option';
import { ROOT } from '../support/project';
import { type MemberText, memberTexts } from './tsdoc';

/** Which interface has the TSDoc of a table's rows. */
const INTERFACES = {
  '': ['fitbit-module-options.ts', 'FitbitModuleOptions'],
  google: ['google-options.ts', 'GoogleOptions'],
  sweepIntervalsMs: ['sweep-intervals.ts', 'SweepIntervals'],
} as const;

export type DocumentedOption = Leaf & MemberText;

/** Options that are given together; the first group has no name. */
export interface DocumentedGroup {
  readonly name: string;
  /** Of the option that is the group. */
  readonly description: string;
  readonly options: readonly DocumentedOption[];
}

export function documentedGroups(): DocumentedGroup[] {
  const top = textsIn('');
  const leaves = leavesOf(OPTION_TABLE);
  const names = Object.entries(OPTION_TABLE).flatMap(([name, option]) => (isGroup(option) ? [name] : []));
  return ['', ...names].map((name) => ({
    name,
    description: top.get(name)?.description ?? '',
    options: leaves
      .filter(({ path }) => path.slice(0, -1).join('.') === name)
      .map((leaf) => ({ ...leaf, ...textFor(leaf, name === '' ? top : textsIn(name)) })),
  }));
}

export function shapeTexts(): ReadonlyMap<string, MemberText> {
  return memberTexts(source('fitbit-module-shape.ts'), 'FitbitModuleShape');
}

function textsIn(group: string): ReadonlyMap<string, MemberText> {
  if (!isDocumented(group)) throw new Error(`Say in tools/generate/options.ts which interface documents ${group}.`);
  const [file, name] = INTERFACES[group];
  return memberTexts(source(file), name);
}

function isDocumented(group: string): group is keyof typeof INTERFACES {
  return Object.hasOwn(INTERFACES, group);
}

function textFor({ name, path }: Leaf, texts: ReadonlyMap<string, MemberText>): MemberText {
  const text = texts.get(path.at(-1) ?? '');
  if (!text?.description) throw new Error(`The option ${name} has no TSDoc.`);
  return text;
}

function source(file: string): string {
  return fs.readFileSync(path.join(ROOT, 'libs/fitbit/src/options', file), 'utf8');
}
