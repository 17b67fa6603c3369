import type { ConnectionSummary } from 'nestjs-fitbit';
import { NOT_CONNECTED } from '../progress/progress.view';
import { homePage } from './home.view';

describe('the home page', () => {
  it('names the day of the connection as the user saw it, in the zone of all other days', () => {
    const connection = {
      upstream: 'google-health',
      state: 'active',
      connectedAt: new Date('2026-11-23T00:16:12Z'),
      timeZone: 'America/New_York',
    } as unknown as ConnectionSummary;
    const page = homePage({
      user: { id: '1', name: 'Ada', initial: 'A', colour: 1 },
      connection,
      progress: NOT_CONNECTED,
      revisions: {},
      period: '30d',
      hasData: false,
    });
    expect(page.connection).toEqual({
      upstream: 'Google Health',
      since: '22 Nov 2026',
      timeZone: 'America/New_York',
    });
  });
});
