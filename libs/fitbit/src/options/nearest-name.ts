/**
 * The candidate that a misspelt `name` most likely means; `undefined` when none resembles it. Case and dots do not count,
 * and the group may be missing: `webhookSecrets` means `google.webhookSecrets`.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(lastPart(name).length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = distanceBetween(name, candidate);
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

function distanceBetween(name: string, candidate: string): number {
  const distances = [name, lastPart(name)].flatMap((left) =>
    [candidate, lastPart(candidate)].map((right) => editDistance(plain(left), plain(right))),
  );
  return Math.min(...distances);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The Levenshtein distance: the number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
