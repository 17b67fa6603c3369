import { inParallel } from '../../common/src/in-parallel';
import type { Member } from './member';
import type { SandboxControl } from './sandbox-control';
import type { Stored } from './stored';
import { compare, type Verdict } from './verdict';

const PARALLEL = 4;
const MOST_DETAILS = 20;

interface Case {
  readonly sandbox: SandboxControl;
  readonly stored: Stored;
  readonly members: readonly Member[];
  /** Whether the module keeps a resource in this run. */
  readonly keeps: (resource: string) => boolean;
  readonly faults: number;
  readonly print: (line: string) => void;
}

/** Compares everybody's rows with the upstream's truth; prints what differs. */
export async function judge({ sandbox, stored, members, keeps, faults, print }: Case): Promise<Verdict> {
  const active = await stored.activeUsers();
  const lostUsers = members.filter(({ userId }) => !active.has(userId));
  for (const { userId } of lostUsers) print(`user ${userId} is not connected any more`);
  const compared = await inParallel(members, PARALLEL, async ({ userId, personId }) => {
    const truth = (await sandbox.truth(personId)).filter(({ resource }) => keeps(resource));
    const rows = await stored.points(userId);
    const difference = compare(rows, truth);
    for (const detail of difference.details.slice(0, MOST_DETAILS)) print(`${personId}: ${detail}`);
    return { rows: rows.length, ...difference };
  });
  const sum = (pick: (one: (typeof compared)[number]) => number) => compared.reduce((all, one) => all + pick(one), 0);
  return {
    people: members.length,
    rows: sum(({ rows }) => rows),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    wrong: sum(({ wrong }) => wrong),
    usersLost: lostUsers.length,
    faults,
  };
}
