// Lists of things, a page at a time.

import { button, el, attempt } from './dom.js';
import { get } from './api.js';

const pageSize = 50; // what the API gives unless asked for another number
const maxPage = 500; // what the API gives at once
let serial = 0;

/**
 * A table of what a path lists.
 * columns: [{ title, of: item => text or element, kind: 'number' }]; actions: item => [[text, work, kind]]. When work gives
 * anything but false, the list is read again.
 */
export function pagedTable({ caption, path, query = {}, columns, actions, empty = 'Nothing here.' }) {
  const body = el('tbody');
  const next = button('More', () => load(true));
  const hasActions = Boolean(actions);
  const table = el('table', { tabindex: '-1' },
    el('caption', {}, caption),
    el('thead', {}, el('tr', {},
      columns.map(column => el('th', { scope: 'col', class: column.kind }, column.title)),
      hasActions ? el('th', { scope: 'col' }, el('span', { class: 'hidden' }, 'Actions')) : null)),
    body);
  const section = el('div', { class: 'list' }, el('div', { class: 'scroll' }, table), next);
  let pages = 1;
  let cursor;
  let generation = 0;
  next.hidden = true;

  async function load(isMore) {
    const mine = ++generation;
    // What was seen is seen again; lists that come whole know no limit.
    const more = isMore ? { cursor } : pages > 1 ? { limit: Math.min(maxPage, pages * pageSize) } : {};
    const page = await attempt(() => get(path, { ...query, ...more }));
    if (!page || mine !== generation)
      return;
    const rows = page.items.map(row);
    const place = placeOf(document.activeElement);
    if (isMore)
      body.append(...rows);
    else
      body.replaceChildren(...rows);
    pages = isMore ? pages + 1 : pages;
    cursor = page.next ?? undefined;
    next.hidden = !cursor;
    if (body.children.length === 0 && !cursor)
      body.append(el('tr', { class: 'empty' }, el('td', { colspan: columns.length + (hasActions ? 1 : 0) }, empty)));
    if (isMore && rows.length > 0)
      focusOn(rows[0], 0);
    else if (place)
      focusOn(Array.from(body.children).find(one => one.dataset.key === place.key) ?? body.children[place.index], place.button);
  }

  function row(item) {
    const id = `row-${++serial}`;
    const made = el('tr', {},
      columns.map((column, i) => el(i === 0 ? 'th' : 'td',
        { scope: i === 0 ? 'row' : null, id: i === 0 ? id : null, class: column.kind, 'data-title': column.title }, content(column.of(item)))),
      hasActions ? el('td', { class: 'actions' }, actions(item).map(([text, work, kind]) =>
        button(text, async () => {
          if (await work() !== false)
            await section.reload();
        }, kind, { 'aria-describedby': id }))) : null);
    made.dataset.key = made.firstChild.textContent;
    return made;
  }

  // Whoever works by keyboard is afterwards where he was: at the same button of the same row, or of the one that took its place.
  function placeOf(focused) {
    const at = body.contains(focused) ? focused.closest('tr') : null;
    return at && {
      key: at.dataset.key, index: Array.from(body.children).indexOf(at), button: Array.from(at.querySelectorAll('button')).indexOf(focused),
    };
  }

  function focusOn(at, index) {
    const buttons = at ? Array.from(at.querySelectorAll('button, a')) : [];
    (buttons[index] ?? buttons[0] ?? table).focus();
  }

  section.reload = (changed = null) => {
    if (changed) {
      query = { ...query, ...changed };
      pages = 1;
    }
    return load(false);
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
