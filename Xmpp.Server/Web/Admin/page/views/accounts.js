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
      { title: 'Sessions', of: sessionsOf, kind: 'number' },
      { title: 'Role', of: account => account.role === 'none' ? null : account.role },
      { title: 'State', of: account => account.disabled ? 'disabled' : 'active' },
    ],
    actions: account => [
      ['Details', () => details(account.jid, me)],
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
        if (await create() !== undefined)
          list.reload();
      }) : null),
    list);
}

const sessionsOf = ({ jid, sessions }) => sessions === 0 ? '0'
  : el('a', { href: `#sessions/${part(jid)}`, 'aria-label': `${sessions} sessions of ${jid}` }, String(sessions));

const create = () => ask({
  title: 'New account',
  fields: [
    { name: 'jid', label: 'Address', required: true },
    { name: 'password', label: 'Password', type: 'password', required: true },
    { name: 'reserved', label: 'Even if it is kept because it was deleted', type: 'checkbox' },
  ],
  verb: 'Create',
  done: given => `${given.jid} is there.`,
}, given => post('/accounts', given));

const password = async jid => await ask({
  title: `New password for ${jid}`,
  text: 'Its sessions end.',
  fields: [{ name: 'password', label: 'Password', type: 'password', required: true }],
  verb: 'Set',
  done: 'The password is set.',
}, given => put(`/accounts/${part(jid)}/password`, given)) !== undefined;

async function disable(jid, disabled) {
  const work = () => put(`/accounts/${part(jid)}/disabled`, { disabled });
  return await (disabled
    ? ask({
      title: `Disable ${jid}?`,
      text: 'Nobody can log in with it, and its sessions end. What it keeps stays.',
      verb: 'Disable',
      kind: 'danger',
      done: `${jid} is disabled.`,
    }, work)
    : attempt(work, `${jid} may log in again.`)) !== undefined;
}

const role = async (account, me) => await ask({
  title: `Role of ${account.jid}`,
  text: 'A viewer reads; a moderator also ends sessions and deals with rooms and reports; an admin does everything.',
  fields: [
    { name: 'role', label: 'Role', options: ['none', 'viewer', 'moderator', 'admin'], value: account.role },
    ...(me.everywhere === 'admin' ? [{ name: 'everywhere', label: 'At all hosts', type: 'checkbox' }] : []),
  ],
  verb: 'Give',
  done: given => `${account.jid}: ${given.role}.`,
}, ({ role, everywhere }) => put(`/accounts/${part(account.jid)}/role`, everywhere ? { role, everywhere } : { role })) !== undefined;

async function erase(jid) {
  const erased = await ask({
    title: `Delete ${jid}?`,
    text: 'Everything that is kept for it is erased, and its contacts are told. That cannot be undone.',
    fields: [{ name: 'again', label: `Write ${jid} to confirm`, required: true }],
    verb: 'Delete',
    kind: 'danger',
    done: `${jid} is deleted.`,
  }, given => {
    if (given.again !== jid)
      throw new Error('That is another address; nothing was deleted.');
    return remove(`/accounts/${part(jid)}`);
  });
  if (erased === undefined)
    return false;
  if (erased?.erased)
    await show(`${jid} is deleted`, 'What was erased, in rows:', Object.entries(erased.erased).map(([name, rows]) => `${name}: ${rows}`).join('\n'));
  return true;
}

async function details(jid, me) {
  const account = await attempt(() => get(`/accounts/${part(jid)}`));
  if (account) {
    await showPairs(jid, pairsOf(account), account.secondFactor && me.may('admin')
      ? [['Remove the second factor', () => resetSecondFactor(jid), 'danger']] : []);
  }
  return false;
}

const resetSecondFactor = jid => ask({
  title: `Remove the second factor of ${jid}?`,
  text: 'For somebody who has lost it: a password is then enough. Make sure that it is this person who asks.',
  verb: 'Remove',
  kind: 'danger',
  done: `${jid} logs in with the password alone.`,
}, () => remove(`/accounts/${part(jid)}/second-factor`));
