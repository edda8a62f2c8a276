import { get, part, post, remove } from '../api.js';
import { ask, attempt, button, el, show } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function invitations(section, me) {
  const list = pagedTable({
    caption: 'Invitations, the newest first',
    path: '/invitations',
    columns: [
      { title: 'For', of: one => one.label ?? one.username ?? one.kind },
      { title: 'Host', of: one => one.host },
      { title: 'From', of: one => one.from },
      { title: 'Used', of: one => `${one.uses} of ${one.maxUses}`, kind: 'number' },
      { title: 'Role', of: one => one.role },
      { title: 'Ends', of: one => time(one.expires) ?? 'never' },
    ],
    actions: one => me.may('admin') ? [['Revoke', () => revoke(one), 'danger']] : [],
    empty: 'No invitation.',
  });
  section.append(
    me.may('admin') ? el('div', { class: 'tools' }, button('New invitation', async () => {
      if (await create() !== undefined)
        list.reload();
    })) : null,
    list);
}

async function create() {
  const status = await attempt(() => get('/status'));
  const made = status && await ask({
    title: 'New invitation',
    text: 'Whoever has the link makes an account with it.',
    fields: [
      { name: 'host', label: 'Host', options: status.hosts, value: status.hosts[0] },
      { name: 'username', label: 'Name of the account, if it is to be a certain one' },
      { name: 'uses', label: 'Accounts that it may bring', type: 'number', min: 1, value: 1 },
      { name: 'days', label: 'Days until it ends', type: 'number', min: 1, max: 3650, value: 7 },
      { name: 'role', label: 'Role', options: ['', 'viewer', 'moderator', 'admin'] },
      { name: 'label', label: 'Your own words, for this list' },
    ],
    verb: 'Make',
  }, ({ days, ...rest }) => post('/invitations', days === undefined ? rest : { ...rest, expire: days * 86400 }));
  if (made)
    await show('The invitation', 'It is shown this once. Send one of these links.', [made.page, made.uri].filter(Boolean).join('\n'), made.page);
  return made;
}

const revoke = async one => await ask({
  title: 'Revoke this invitation?',
  text: 'Its links work no more.',
  verb: 'Revoke',
  kind: 'danger',
  done: 'The invitation is revoked.',
}, () => remove(`/invitations/${part(one.id)}`)) !== undefined;
