// Lists of things, a page at a time.

import { button, el, attempt } from './dom.js';
import { get } from './api.js';

/**
 * A table of what a path lists.
 * columns: [{ title, of: item => text or element, kind: 'number' }]; actions: item => [[text, work, kind]].
 */
export function pagedTable({ caption, path, query = {}, columns, actions, empty = 'Nothing here.' }) {
  const body = el('tbody');
  const more = button('More', () => load());
  const hasActions = Boolean(actions);
  const table = el('table', {},
    el('caption', {}, caption),
    el('thead', {}, el('tr', {},
      columns.map(column => el('th', { scope: 'col', class: column.kind }, column.title)),
      hasActions ? el('th', { scope: 'col' }, el('span', { class: 'hidden' }, 'Actions')) : null)),
    body);
  const section = el('div', { class: 'list' }, el('div', { class: 'scroll' }, table), more);
  let cursor;
  let generation = 0;

  async function load() {
    const mine = generation;
    const page = await attempt(() => get(path, { ...query, cursor }));
    if (!page || mine !== generation)
      return;
    body.append(...page.items.map(row));
    if (body.children.length === 0)
      body.append(el('tr', { class: 'empty' }, el('td', { colspan: columns.length + (hasActions ? 1 : 0) }, empty)));
    cursor = page.next ?? undefined;
    more.hidden = !cursor;
  }

  function row(item) {
    return el('tr', {},
      columns.map((column, i) => el(i === 0 ? 'th' : 'td',
        { scope: i === 0 ? 'row' : null, class: column.kind, 'data-title': column.title }, content(column.of(item)))),
      hasActions ? el('td', { class: 'actions' }, actions(item).map(([text, work, kind]) =>
        button(text, async () => {
          if (await work() !== false)
            section.reload();
        }, kind))) : null);
  }

  section.reload = (changed = {}) => {
    query = { ...query, ...changed };
    cursor = undefined;
    generation++;
    body.replaceChildren();
    return load();
  };
  section.reload();
  return section;
}

function content(value) {
  return value === null || value === undefined || value === '' ? '–' : value;
}

export const time = text => text
  ? el('time', { datetime: text, title: text }, new Date(text).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }))
  : null;

export const yes = value => value ? 'yes' : 'no';

export function bytes(count) {
  if (count === null || count === undefined)
    return null;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(count) / Math.log(1024)));
  return `${(count / 1024 ** unit).toFixed(unit === 0 || count / 1024 ** unit >= 100 ? 0 : 1)} ${units[unit]}`;
}

export function duration(seconds) {
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0)
    return '0 s';
  return parts.slice(first, first + 2)
    .map(([size, name], i) => `${Math.floor(i === 0 ? seconds / size : (seconds % parts[first][0]) / size)} ${name}`)
    .join(' ');
}

/** What a record has, for showPairs: fields in words (lastOnline is "Last online"), values as in a table. */
export function pairsOf(record) {
  return Object.entries(record).map(([name, value]) => [
    name === 'jid' ? 'Address' : name[0].toUpperCase() + name.slice(1).replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`),
    typeof value === 'boolean' ? yes(value)
      : Array.isArray(value) ? value.join(', ') || '–'
      : /^\d{4}-\d\d-\d\dT/.test(value) ? time(value)
      : `${value ?? '–'}`,
  ]);
}
