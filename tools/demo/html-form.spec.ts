import { readForm } from './html-form';

const page = new URL('http://127.0.0.1:4010/o/oauth2/v2/auth?a=1');

describe('reading a form', () => {
  it('keeps hidden fields, ticks every box and leaves the rest to the caller', () => {
    const form = readForm(
      `<form method="post" action="/consent?x=1&amp;y=2">
        <input type="hidden" name="request" value="a&quot;b&#39;c">
        <input name="scope" type="checkbox" value="one"><input type="checkbox" name="scope" value="two" checked>
        <input type="radio" name="person" value="p1">
        <button name="decision" value="allow">Allow</button>
      </form>`,
      page,
    );
    expect(form?.action.href).toBe('http://127.0.0.1:4010/consent?x=1&y=2');
    expect([...(form?.fields ?? [])]).toEqual([
      ['request', `a"b'c`],
      ['scope', 'one'],
      ['scope', 'two'],
    ]);
  });

  it('finds no form if the page has none', () => {
    expect(readForm('<p>Sorry</p>', page)).toBeUndefined();
  });
});
