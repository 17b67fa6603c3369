import type { Category, ConnectionSummary } from 'nestjs-fitbit';
import type { ProgressView, TileState } from '../progress/progress.view';
import type { Revisions } from '../progress/revision.stream';
import { dateText } from '../series/date-text';
import { CATEGORY_TITLES, RESOURCES, type LabelledResource } from '../series/labels';
import { civilDay, PERIODS, type PeriodId } from '../series/period';
import type { LocalUser } from '../session/local-users';

/** What the view `home` shows. */
export interface HomePage {
  readonly title: string;
  readonly user: LocalUser;
  /** The user has not connected yet, or the connection ended. */
  readonly connect: boolean;
  /** Only the user can bring the connection back. */
  readonly reconnect: string | undefined;
  readonly connection: { readonly upstream: string; readonly since: string; readonly timeZone: string } | undefined;
  readonly progress: ProgressView;
  readonly hasData: boolean;
  readonly periods: readonly { readonly id: PeriodId; readonly label: string; readonly current: boolean }[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly category: Category;
  readonly title: string;
  readonly tiles: readonly Tile[];
  /** Series that can have no data: not available, not consented, not selected. */
  readonly absent: readonly Tile[];
  readonly tracker: readonly Tile[];
}

export interface Tile extends LabelledResource {
  readonly id: string;
  readonly state: TileState;
  readonly explanation: string | undefined;
  readonly table: string;
  /** Of the values that this page begins with; a later one means that they have changed. */
  readonly revision: number;
}

export interface HomeFacts {
  readonly user: LocalUser;
  readonly connection: ConnectionSummary | undefined;
  readonly progress: ProgressView;
  readonly revisions: Revisions;
  readonly period: PeriodId;
  readonly hasData: boolean;
}

const UPSTREAM_NAMES: Readonly<Record<string, string>> = {
  'google-health': 'Google Health',
  'fitbit-web-api': 'Fitbit Web API',
};

const RECONNECT: Readonly<Record<string, string>> = {
  reauthorization_required: 'Fitbit no longer accepts the permission that you gave. Connect again to go on.',
  upstream_gone: 'Fitbit has moved to Google. Connect again to go on; your history stays.',
  revoked: 'The permission was taken back. Connect again to go on; your history stays.',
};

export function homePage(facts: HomeFacts): HomePage {
  const { user, connection, progress, period, hasData } = facts;
  return {
    title: 'Your days',
    user,
    connect: connection === undefined,
    reconnect: connection && RECONNECT[connection.state],
    connection: connection && {
      upstream: UPSTREAM_NAMES[connection.upstream] ?? connection.upstream,
      since: dateText(civilDay(connection.connectedAt, connection.timeZone)),
      timeZone: connection.timeZone ?? 'UTC',
    },
    progress,
    hasData,
    periods: PERIODS.map(({ id, label }) => ({ id, label, current: id === period })),
    sections: hasData ? sections(facts) : [],
  };
}

function sections(facts: HomeFacts): Section[] {
  return Object.entries(CATEGORY_TITLES).map(([category, title]) => {
    const tiles = RESOURCES.filter((resource) => resource.category === category).map((resource) =>
      tile(resource, facts),
    );
    return {
      category: category as Category,
      title,
      tiles: tiles.filter(({ tracker, explanation }) => !tracker && !explanation),
      absent: tiles.filter(({ tracker, explanation }) => !tracker && explanation),
      tracker: tiles.filter(({ tracker }) => tracker),
    };
  });
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  not_available: 'This source has no such series.',
  not_consented: 'You did not allow it. To see it, connect again and tick it.',
  not_selected: 'This application does not ask for it.',
};

function tile(resource: LabelledResource, { progress, period, revisions }: HomeFacts): Tile {
  const state = progress.resources[resource.name] ?? {
    status: 'stored',
    text: 'No longer updated',
    percent: 100,
    doneDays: 0,
  };
  return {
    ...resource,
    id: resource.name.replaceAll('/', '-'),
    state,
    explanation: EXPLANATIONS[state.status],
    table: `/table?resource=${encodeURIComponent(resource.name)}&period=${period}`,
    revision: revisions[resource.name] ?? 0,
  };
}
