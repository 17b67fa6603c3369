// One chart for each tile, drawn when it comes into view.
import { describe, toChart } from './series.js';

const AT_ONCE = 4;
const QUIET_MS = 1_500;

export class Charts {
  #tiles = new Map();
  #period;
  #queue = [];
  #running = 0;
  #observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: '200px' });

  /** @param {Iterable<HTMLElement>} tiles @param {string} period */
  constructor(tiles, period) {
    this.#period = period;
    for (const element of tiles) {
      this.#tiles.set(element.dataset.resource, { element, visible: false, stale: true, queued: false, drawnAt: 0 });
      this.#observer.observe(element);
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#redrawAll());
  }

  /** @param {string} period */
  show(period) {
    this.#period = period;
    this.#redrawAll();
  }

  /** New days have come for this series. @param {string} resource */
  refresh(resource) {
    const tile = this.#tiles.get(resource);
    if (!tile || tile.timer) return;
    const wait = Math.max(0, tile.drawnAt + QUIET_MS - Date.now());
    tile.timer = setTimeout(() => {
      tile.timer = undefined;
      tile.stale = true;
      this.#want(tile);
    }, wait);
  }

  #redrawAll() {
    for (const tile of this.#tiles.values()) {
      tile.stale = true;
      this.#want(tile);
    }
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.#tiles.get(target.dataset.resource);
      tile.visible = isIntersecting;
      this.#want(tile);
    }
  }

  #want(tile) {
    if (!tile.visible || !tile.stale || tile.queued) return;
    tile.queued = true;
    this.#queue.push(tile);
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      const tile = this.#queue.shift();
      tile.queued = false;
      tile.stale = false;
      this.#running++;
      this.#draw(tile)
        .catch(() => this.#say(tile, 'This series could not be loaded. Reload the page to try again.'))
        .finally(() => {
          this.#running--;
          this.#next();
        });
    }
  }

  async #draw(tile) {
    const period = this.#period;
    const query = new URLSearchParams({ resource: tile.element.dataset.resource, period });
    const response = await fetch(`/series?${query}`, { headers: { accept: 'application/json' } });
    if (response.status === 401) return location.reload();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const series = await response.json();
    if (period !== this.#period) return; // a newer choice is on its way
    tile.drawnAt = Date.now();
    const canvas = tile.element.querySelector('canvas');
    const config = toChart(series, getComputedStyle(tile.element));
    const animate = tile.chart === undefined || tile.period !== period;
    tile.chart?.destroy();
    tile.period = period;
    if (!animate || matchMedia('(prefers-reduced-motion: reduce)').matches) config.options.animation = false;
    tile.chart = new Chart(canvas, config);
    const words = describe(series);
    canvas.setAttribute('aria-label', words.label);
    tile.element.querySelector('[data-latest]').textContent = words.latest;
    tile.element.querySelector('[data-when]').textContent = words.when;
    tile.element.querySelector('[data-average]').textContent = words.average;
    this.#say(tile, words.empty);
  }

  #say(tile, text) {
    const element = tile.element.querySelector('[data-empty]');
    element.hidden = text === '';
    element.textContent = text;
  }
}
