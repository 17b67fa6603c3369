import { ManualClock } from 'nestjs-fitbit-sandbox';
import { addDays, civilDateIn } from '../support/internals';
import type { TruthPoint } from '../../tools/support/sandbox-control';
import { SandboxTime } from '../support/clocks';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const SUBSCRIPTIONS = {
  activities: ['steps', 'minutesSedentary'],
  sleep: ['minutesAsleep', 'startTime'],
  body: ['weight'],
};
const text = ({ resource, date, value }: TruthPoint) => `${resource} ${date} ${value}`;

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])("a user's days ($name)", ({ name }) => {
  const time = new ManualClock(new Date(0));
  const clock = new SandboxTime({ clock: time });
  let stage: Stage;

  async function start(now: string, seed: number): Promise<void> {
    time.set(new Date(now));
    const subscribed = { subscribe: true, subscriberId: '1', subscriptions: SUBSCRIPTIONS };
    const options = { ...subscribed, upstream: name, requestsPerMinutePerUser: 0, clock };
    stage = await Stage.open({ people: 12, seed, clock: time }, { options });
  }
  afterEach(() => stage.close());

  const zoneOf = (person: string) => stage.sandbox.world.find(person)?.timeZone ?? '';
  const storesTheTruth = async (person: string) => {
    const selected = Object.entries(SUBSCRIPTIONS).flatMap(([category, names]) =>
      names.map((one) => `${category}/${one}`),
    );
    const truth = (await stage.control.truth(person, name))
      .filter(({ resource }) => selected.includes(resource))
      .map(text)
      .sort();
    const rows = async () => (await stage.stored(person)).map(text).sort();
    await until('the rows', async () => JSON.stringify(await rows()) === JSON.stringify(truth), 15_000).catch(() => {
      // The comparison below says what differs.
    });
    expect(await rows()).toEqual(truth);
  };
  const lastFinal = async () =>
    (await stage.query<{ last: string | null }>('SELECT (max(upper(final)) - 1)::text AS last FROM fitbit_coverage'))[0]
      ?.last ?? '';

  it.each([
    ['tomorrow already, in Sydney', 'p12', 'Australia/Sydney', '2026-05-04T22:00:00Z', '2026-05-05'],
    ['yesterday still, in Los Angeles', 'p9', 'America/Los_Angeles', '2026-05-05T03:00:00Z', '2026-05-04'],
  ])("end with today in the user's time zone: %s", async (_, person, zone, now, today) => {
    await start(now, 3);
    expect(zoneOf(person)).toBe(zone);
    await stage.import(person, person);
    await storesTheTruth(person);
    const dates = (await stage.stored(person)).map(({ date }) => date).sort();
    expect(dates.at(-1)).toBe(today);
    const url = `${stage.host.url}/fitbit/get_data/activities/steps?period=1d`;
    const answer = (await (await fetch(url, { headers: { 'x-user': person } })).json()) as {
      objects: { dateTime: string }[];
    };
    expect(answer.objects.map(({ dateTime }) => dateTime)).toEqual([today]);
    expect((await lastFinal()) < today).toBe(true);
  });

  it.each([
    ['the day of 23 hours', 1, 'p1', '2026-03-28T06:00:00Z', 3, ['Europe/Berlin']],
    ['the day of 25 hours', 1, 'p1', '2026-10-24T06:00:00Z', 3, ['Europe/Berlin']],
    ['a flight west and back', 11, 'p3', '2026-04-11T06:00:00Z', 14, ['Europe/Berlin', 'America/New_York']],
    ['a flight east and back', 11, 'p3', '2026-02-05T06:00:00Z', 7, ['Europe/Berlin', 'Asia/Tokyo']],
  ])('are right through %s, and none is final while it may recur', async (_, seed, person, now, days, zones) => {
    await start(now, seed);
    await stage.import(person, person);
    const lived = new Set<string | null | undefined>();
    for (let hours = 0; hours < 24 * days; hours += 12) {
      time.advance(12 * HOUR_MS);
      await stage.control.call('POST', `people/${person}/sync`, {});
      await stage.fitbit.refreshProfile(person);
      lived.add((await stage.fitbit.connection(person))?.timeZone);
      await runSweeps(stage.host, 'holes', 'changing');
      await storesTheTruth(person);
      const lastToday = civilDateIn('Etc/GMT+12', clock.now());
      expect((await lastFinal()) < lastToday).toBe(true);
    }
    expect([...lived].sort()).toEqual([...zones].sort());
    expect(await lastFinal()).toBe(addDays(civilDateIn('Etc/GMT+12', clock.now()), -1));
  });
});
