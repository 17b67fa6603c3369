// Follows the import.

/**
 * @param {EventSource} source
 * @param {HTMLElement} card
 * @param {(resource: string) => void} onNewDays called when a series has more days than before
 */
export function followProgress(source, card, onNewDays) {
  const days = new Map();
  const speak = speaker(card.querySelector('[data-spoken]'));
  source.addEventListener('message', ({ data }) => {
    const progress = JSON.parse(data);
    const noticed = document.querySelector('.notice') !== null;
    if (!progress.connected || (progress.state !== 'active') !== noticed) {
      source.close();
      location.reload();
      return;
    }
    showTotals(card, progress, speak);
    for (const [resource, state] of Object.entries(progress.resources)) {
      showTile(resource, state);
      const before = days.get(resource);
      days.set(resource, state.doneDays);
      if (before !== undefined && before !== state.doneDays) onNewDays(resource);
    }
  });
}

function showTotals(card, { percent, complete, title, summary, failures }, speak) {
  card.classList.toggle('is-done', complete);
  card.querySelector('[data-progress-title]').textContent = title;
  card.querySelector('[data-percent]').textContent = percent;
  card.querySelector('[data-bar]').value = percent;
  if (summary) card.querySelector('[data-summary]').textContent = summary;
  const list = card.querySelector('[data-failures]');
  list.hidden = failures.length === 0;
  list.replaceChildren(...failures.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  speak(complete ? title : `${percent} percent`, complete);
}

function showTile(resource, { status, text }) {
  const tile = document.querySelector(`[data-resource="${CSS.escape(resource)}"]`);
  if (!tile) return;
  tile.className = `tile is-${status}`;
  tile.querySelector('[data-chip]').textContent = text;
}

/** For screen readers: not every step, only now and then and the end. */
function speaker(element) {
  let spokenAt = Date.now();
  let last = '';
  return (text, important) => {
    if (text === last || (!important && Date.now() - spokenAt < 8_000)) return;
    if (last !== '' || !important) element.textContent = text;
    last = text;
    spokenAt = Date.now();
  };
}
