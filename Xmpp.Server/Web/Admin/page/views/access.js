import { get, part, post, remove, removeWith } from '../api.js';
import { ask, attempt, button, el, say, show } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function access(section, me) {
  section.append(
    el('h2', {}, 'Second factor'),
    el('p', {}, 'With one, a login here also needs a code from an app on your phone.'),
    el('p', { class: 'buttons' },
      button('Remove', async () => {
        const given = await ask('Remove the second factor', null, [{ name: 'code', label: 'One-time code', required: true }], 'Remove', 'danger');
        if (given !== null)
          await attempt(() => removeWith('/second-factor', given), 'A password is enough again.');
      }),
      button('Set up', setUp)));
  if (!me.may('admin'))
    return;
  const tokens = pagedTable({
    caption: 'Tokens for programs',
    path: '/tokens',
    columns: [
      { title: 'Name', of: token => token.name },
      { title: 'Role', of: token => token.role },
      { title: 'Host', of: token => token.host ?? 'all' },
      { title: 'Owner', of: token => token.owner },
      { title: 'Ends', of: token => time(token.expires) ?? 'never' },
      { title: 'Last used', of: token => time(token.lastUsed) },
    ],
    actions: token => [['Revoke', async () => await ask(`Revoke ${token.name}?`, 'Whatever uses it can do nothing from now on.', [], 'Revoke', 'danger')
      ? await attempt(() => remove(`/tokens/${part(token.id)}`), 'The token is revoked.') !== undefined : false, 'danger']],
    empty: 'No token.',
  });
  section.append(
    el('div', { class: 'tools' }, button('New token', async () => {
      if (await create(me))
        tokens.reload();
    })),
    tokens,
    pagedTable({
      caption: 'Accounts that administer',
      path: '/roles',
      columns: [
        { title: 'Address', of: grant => grant.jid },
        { title: 'Role', of: grant => grant.role },
        { title: 'Host', of: grant => grant.host ?? 'all' },
      ],
      empty: 'None.',
    }));
}

async function create(me) {
  const status = await attempt(() => get('/status'));
  if (!status)
    return false;
  const given = await ask('New token', null, [
    { name: 'name', label: 'What it is for', required: true },
    { name: 'role', label: 'Role', options: ['viewer', 'moderator', 'admin'] },
    { name: 'host', label: 'Host', options: [...(me.everywhere === 'none' ? [] : ['']), ...status.hosts] },
    { name: 'days', label: 'Days until it ends', type: 'number', min: 1, max: 3650, value: 90 },
  ], 'Make');
  if (given === null)
    return false;
  const token = await attempt(() => post('/tokens', Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))));
  if (token)
    show('The token', 'It is shown this once. Send it as "Authorization: Bearer …".', token.token);
  return token !== undefined;
}

async function setUp() {
  const begun = await attempt(() => post('/second-factor'));
  if (!begun)
    return;
  const given = await ask('Second factor', `Give your app this secret: ${begun.secret} (or open ${begun.uri}), and write the code that it shows.`, [
    { name: 'code', label: 'One-time code', required: true },
  ], 'Confirm');
  if (given === null) {
    say('Nothing has changed.');
    return;
  }
  const confirmed = await attempt(() => post('/second-factor/confirm', { code: given.code.replaceAll(' ', '') }), 'From now on a login needs a code.');
  if (confirmed)
    show('Recovery codes', 'Each lets you in once without your phone. They are shown this once; keep them.', confirmed.recoveryCodes.join('\n'));
}
