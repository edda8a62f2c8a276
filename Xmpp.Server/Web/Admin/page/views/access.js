import { get, part, post, remove, removeWith } from '../api.js';
import { ask, attempt, button, el, show } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function access(section, me) {
  const factor = el('div');
  section.append(el('h2', {}, 'Second factor'), factor);
  showFactor(factor, me);
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
    actions: token => [['Revoke', () => revoke(token), 'danger']],
    empty: 'No token.',
  });
  section.append(
    el('div', { class: 'tools' }, button('New token', async () => {
      if (await create(me) !== undefined)
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

const revoke = async token => await ask({
  title: `Revoke ${token.name}?`,
  text: 'Whatever uses it can do nothing from now on.',
  verb: 'Revoke',
  kind: 'danger',
  done: 'The token is revoked.',
}, () => remove(`/tokens/${part(token.id)}`)) !== undefined;

async function create(me) {
  const status = await attempt(() => get('/status'));
  const token = status && await ask({
    title: 'New token',
    fields: [
      { name: 'name', label: 'What it is for', required: true },
      { name: 'role', label: 'Role', options: ['viewer', 'moderator', 'admin'] },
      { name: 'host', label: 'Host', options: [...(me.everywhere === 'none' ? [] : ['']), ...status.hosts] },
      { name: 'days', label: 'Days until it ends', type: 'number', min: 1, max: 3650, value: 90 },
    ],
    verb: 'Make',
  }, given => post('/tokens', given));
  if (token)
    await show('The token', 'It is shown this once. Send it as "Authorization: Bearer …".', token.token);
  return token;
}

async function showFactor(place, me) {
  const person = await attempt(() => get('/me'));
  if (!person)
    return;
  const again = async work => {
    if (await work() !== undefined)
      await showFactor(place, me);
    place.querySelector('button')?.focus();
  };
  place.replaceChildren(
    el('p', {}, person.secondFactor
      ? 'A login here needs a code from the app on your phone, beside the password.'
      : 'With one, a login here also needs a code from an app on your phone.'),
    person.secondFactor
      ? button('Remove', () => again(takeAway), 'danger')
      : button('Set up', () => again(setUp)));
}

const code = { name: 'code', label: 'One-time code', required: true, mode: 'one-time-code' };
const compact = given => ({ code: given.code.replaceAll(' ', '') });

const takeAway = () => ask({
  title: 'Remove the second factor?',
  text: 'A code from the app, or a recovery code.',
  fields: [code],
  verb: 'Remove',
  kind: 'danger',
  done: 'A password is enough again.',
}, given => removeWith('/second-factor', compact(given)));

async function setUp() {
  const begun = await attempt(() => post('/second-factor'));
  const confirmed = begun && await ask({
    title: 'Second factor',
    text: 'Let your app scan this, or give it the secret; then write the code that it shows.',
    more: el('div', { class: 'secret' },
      el('img', { src: begun.qr, alt: 'QR code of the secret' }),
      el('p', {}, 'Secret: ', el('code', {}, begun.secret)),
      el('p', {}, el('a', { href: begun.uri }, 'Open it in an app on this device'))),
    fields: [code],
    verb: 'Confirm',
    done: 'From now on a login needs a code.',
  }, given => post('/second-factor/confirm', compact(given)));
  if (confirmed)
    await show('Recovery codes', 'Each lets you in once without your phone. They are shown this once; keep them.', confirmed.recoveryCodes.join('\n'));
  return confirmed;
}
