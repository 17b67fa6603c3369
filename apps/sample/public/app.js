// The live parts of the home page. Everything else works without this file.
import { Charts } from './charts.js';
import { followProgress } from './progress.js';
import { followRevisions } from './revisions.js';
import { openStream } from './stream.js';

document.documentElement.classList.add('js');

const charts = new Charts(document.querySelectorAll('.tile:has(canvas)'), currentPeriod());
const card = document.querySelector('[data-progress]');
if (card) {
  const source = openStream();
  const refresh = (resource) => charts.refresh(resource);
  followProgress(source, card, refresh);
  followRevisions(source, refresh);
}

for (const link of document.querySelectorAll('[data-period]')) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.period);
    history.pushState(null, '', link.href);
  });
}
addEventListener('popstate', () => choose(currentPeriod()));

/** @param {string} period */
function choose(period) {
  for (const link of document.querySelectorAll('[data-period]')) {
    if (link.dataset.period === period) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  for (const table of document.querySelectorAll('.tile-foot a')) {
    const url = new URL(table.href);
    url.searchParams.set('period', period);
    table.href = url.href;
  }
  charts.show(period);
}

function currentPeriod() {
  return new URLSearchParams(location.search).get('period') ?? '30d';
}
