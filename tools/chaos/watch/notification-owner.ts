import type { SandboxPerson, SentNotification } from '../../support/sandbox-control';

/** The collection or data type, and the days, in a line. */
export function describeNotification({ collectionType, date, data }: SentNotification): string {
  if (!data) return `${collectionType} ${date ?? ''}`;
  const days = data.intervals.map(({ civilIso8601TimeInterval: civil, physicalTimeInterval: physical }) =>
    civil ? `${civil.startTime}/${civil.endTime}` : `${physical?.startTime}/${physical?.endTime}`,
  );
  return `${data.operation} ${data.dataType} ${days.join(' ')}`;
}

/** Whether a notification is about a person. */
export function concerns(
  { ownerId, data }: SentNotification,
  { healthUserId, legacyUserId }: Pick<SandboxPerson, 'healthUserId' | 'legacyUserId'>,
): boolean {
  return ownerId === legacyUserId || data?.healthUserId === healthUserId;
}
