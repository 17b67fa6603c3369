// The open table follows its series. Everything works without this file: reload the page.
import { followRevisions } from './revisions.js';
import { openStream } from './stream.js';

const AGAIN_MS = 5_000;

const rows = document.querySelector('[data-rows]');
let asked = 0;

if (rows.closest('table').dataset.revision !== '') followRevisions(openStream(), refresh);

function refresh() {
  const turn = ++asked;
  load(turn).catch(() => setTimeout(() => turn === asked && refresh(), AGAIN_MS));
}

async function load(turn) {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok || response.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector('[data-rows]');
  if (fresh && turn === asked) rows.replaceChildren(...fresh.children);
}
