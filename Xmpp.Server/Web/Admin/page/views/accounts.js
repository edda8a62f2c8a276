import { get, part, post, put, remove } from '../api.js';
import { ask, attempt, button, el, labelled, show, showPairs } from '../dom.js';
import { pagedTable, pairsOf, time } from '../table.js';

export function accounts(section, me) {
  const search = el('input', { type: 'search', spellcheck: 'false' });
  const list = pagedTable({
    caption: 'Accounts',
    path: '/accounts',
    columns: [
      { title: 'Address', of: account => account.jid },
      { title: 'Created', of: account => time(account.created) },
      { title: 'Sessions', of: account => String(account.sessions), kind: 'number' },
      { title: 'Role', of: account => account.role === 'none' ? null : account.role },
      { title: 'State', of: account => account.disabled ? 'disabled' : 'active' },
    ],
    actions: account => [
      ['Details', () => details(account.jid)],
      ...(me.may('admin') ? [
        ['Password', () => password(account.jid)],
        [account.disabled ? 'Enable' : 'Disable', () => disable(account.jid, !account.disabled)],
        ['Role', () => role(account, me)],
        ['Delete', () => erase(account.jid), 'danger'],
      ] : []),
    ],
    empty: 'No account.',
  });
  let waiting;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => list.reload({ search: search.value.trim() }), 250);
  });
  section.append(
    el('div', { class: 'tools' }, labelled('Search', search),
      me.may('admin') ? button('New account', async () => {
        if (await create() !== false)
          list.reload();
      }) : null),
    list);
}

async function create() {
  const given = await ask('New account', null, [
    { name: 'jid', label: 'Address', required: true },
    { name: 'password', label: 'Password', type: 'password', required: true },
  ], 'Create');
  return given !== null && await attempt(() => post('/accounts', given), `${given.jid} is there.`) !== undefined;
}

async function password(jid) {
  const given = await ask(`New password for ${jid}`, 'Its sessions end.', [
    { name: 'password', label: 'Password', type: 'password', required: true },
  ], 'Set');
  return given !== null && await attempt(() => put(`/accounts/${part(jid)}/password`, given), 'The password is set.') !== undefined;
}

async function disable(jid, disabled) {
  if (disabled && !await ask(`Disable ${jid}?`, 'Nobody can log in with it, and its sessions end. What it keeps stays.', [], 'Disable', 'danger'))
    return false;
  return await attempt(() => put(`/accounts/${part(jid)}/disabled`, { disabled }),
    disabled ? `${jid} is disabled.` : `${jid} may log in again.`) !== undefined;
}

async function role(account, me) {
  const given = await ask(`Role of ${account.jid}`, 'A viewer reads; a moderator also ends sessions and deals with rooms and reports; an admin does everything.', [
    { name: 'role', label: 'Role', options: ['none', 'viewer', 'moderator', 'admin'], value: account.role },
    ...(me.everywhere === 'admin' ? [{ name: 'everywhere', label: 'At all hosts', type: 'checkbox' }] : []),
  ], 'Give');
  if (given === null)
    return false;
  if (!given.everywhere)
    delete given.everywhere;
  return await attempt(() => put(`/accounts/${part(account.jid)}/role`, given), `${account.jid}: ${given.role}.`) !== undefined;
}

async function erase(jid) {
  const given = await ask(`Delete ${jid}?`, 'Everything that is kept for it is erased, and its contacts are told. That cannot be undone.', [
    { name: 'again', label: `Write ${jid} to confirm`, required: true },
  ], 'Delete', 'danger');
  if (given === null)
    return false;
  if (given.again !== jid)
    return attempt(() => Promise.reject(new Error('That is another address; nothing was deleted.'))), false;
  const erased = await attempt(() => remove(`/accounts/${part(jid)}`), `${jid} is deleted.`);
  if (erased === undefined)
    return false;
  if (erased?.erased)
    show(`${jid} is deleted`, 'What was erased, in rows:', Object.entries(erased.erased).map(([name, rows]) => `${name}: ${rows}`).join('\n'));
  return true;
}

async function details(jid) {
  const account = await attempt(() => get(`/accounts/${part(jid)}`));
  if (account)
    showPairs(jid, pairsOf(account));
  return false;
}
