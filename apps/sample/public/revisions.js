// Hears which series have other values than the page shows, from whichever process stored them.

const SHOWN_MS = 60_000;

/**
 * @param {EventSource} source
 * @param {(resource: string) => void} onChange called for each series that the page shows and that has changed
 */
export function followRevisions(source, onChange) {
  const known = new Map();
  for (const { dataset } of document.querySelectorAll('[data-revision]')) {
    known.set(dataset.resource, Number(dataset.revision));
  }
  const note = noteOf(document.querySelector('[data-updated]'));
  source.addEventListener('revisions', ({ data }) => {
    const changed = Object.entries(JSON.parse(data)).filter(
      ([resource, revision]) => known.has(resource) && known.get(resource) !== revision,
    );
    for (const [resource, revision] of changed) {
      known.set(resource, revision);
      onChange(resource);
    }
    if (changed.length > 0) note();
  });
}

/** Says so for a while; a text that stays the same is not read out again. */
function noteOf(element) {
  let timer;
  return () => {
    clearTimeout(timer);
    if (element.textContent === '') element.textContent = 'Updated just now';
    timer = setTimeout(() => (element.textContent = ''), SHOWN_MS);
  };
}
