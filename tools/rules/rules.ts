// The rules that users rely on, in short. A test names the rules it proves at the beginning of its title, or of a
// describe around it: `[S8] [S10] …`.

export const RULES: Readonly<Record<string, string>> = {
  S1: 'Without `consumerKey` the application does not start; one error names every missing option',
  S2: 'Without `consumerSecret` the application does not start',
  S3: '`verificationCode`: the code of the legacy subscriber handshake',
  S4: '`loginRedirect`: where `complete` goes without `next`',
  S5: '`logoutRedirect`: where `logout` goes without `next`',
  S6: '`subscribe`: import, keep fresh and answer from the database; or store only the connection and read live',
  S7: '`subscriberId`: required at start when the legacy upstream is subscribed',
  S8: '`subscriptions` restricts and orders what is imported and updated; what is wrong in it is named at start',
  S9: '`historicalInitDelay`: seconds before the first fetch of a history',
  S10: '`betweenDelay`: the i-th fetch waits i times so many seconds',
  S11: '`errorTemplate`: the view of `error`; works without any view engine',
  S12: '`decoratorMessage`: text of the warning, or a function of the request',
  R1: '`login` sends the signed-in user to the consent page and remembers `next`',
  R2: '`complete` stores the credentials, or shows why not and stores nothing',
  R3: '`error` answers 200 with the error page to anybody signed in',
  R4: '`logout` removes the credentials; stored series stay',
  R5: '`update` GET: 204 for the verification code, else 404',
  R6: '`update` POST: each valid notification is taken in, everything else is refused or skipped',
  R7: '`update` with another method: 404; an empty POST: 400',
  R8: '`get_data` answers a series as JSON, with a status code for everything that may go wrong',
  R9: '`get_steps`: the steps under their old address',
  H1: 'Who is integrated: an active, signed-in user with an active connection; asks no upstream',
  H2: 'The same in a view: Handlebars, EJS, Pug',
  H3: 'A decorator warns a user who is not integrated; the handler runs all the same',
  H4: 'The profile is stored at connect and can be refreshed at sign-in, which never breaks',
  B1: 'Subscribing is a job; its failure is logged and not retried for ever',
  B2: 'Unsubscribing deletes what is ours, although the connection is gone; not under a newer grant',
  B3: 'A fetch creates or updates one row per date; the same fetch runs once; an unknown resource is rejected',
  B4: 'A rate limit is waited for, with back-off, and the retry really runs',
  B5: 'A refused request is logged; without an altimeter it is no fault',
  B6: 'An expired token is refreshed, and the new pair is kept even if the next step fails',
  CMD: '`refresh-tokens [--all] [--deauth]`',
};

const ID = /\[([A-Z]+\d*)\]/g;

/** The ids at the beginning of a title. */
export function rulesOf(title: string): string[] {
  const [beginning = ''] = /^(?:\[[A-Z]+\d*\]\s*)+/.exec(title) ?? [];
  return [...beginning.matchAll(ID)].map(([, id = '']) => id);
}
