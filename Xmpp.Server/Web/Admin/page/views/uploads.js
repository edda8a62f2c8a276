import { part, remove } from '../api.js';
import { ask, attempt, button, el } from '../dom.js';
import { bytes, pagedTable, time } from '../table.js';

export function uploads(section, me) {
  const files = el('div');
  const list = pagedTable({
    caption: 'Uploads by account',
    path: '/uploads',
    columns: [
      { title: 'Account', of: owner => owner.jid },
      { title: 'Files', of: owner => String(owner.files), kind: 'number' },
      { title: 'Size', of: owner => bytes(owner.bytes), kind: 'number' },
      { title: 'Newest', of: owner => time(owner.newest) },
    ],
    actions: owner => [
      ...(me.may('moderator') ? [['Files', () => open(owner.jid)]] : []),
      ...(me.may('admin') ? [['Delete all', () => eraseAll(owner.jid), 'danger']] : []),
    ],
    empty: 'Nobody has uploaded anything.',
  });
  section.append(list, files);

  function open(jid) {
    const close = button('Close', () => files.replaceChildren());
    files.replaceChildren(el('div', { class: 'tools' }, el('h2', {}, jid), close), pagedTable({
      caption: `Files of ${jid}, the newest first`,
      path: `/accounts/${part(jid)}/uploads`,
      columns: [
        { title: 'Name', of: file => file.name },
        { title: 'Type', of: file => file.type },
        { title: 'Size', of: file => bytes(file.bytes), kind: 'number' },
        { title: 'Uploaded', of: file => time(file.created) },
        { title: 'Ends', of: file => time(file.expires) ?? 'never' },
      ],
      actions: file => [['Delete', () => erase(jid, file), 'danger']],
      empty: 'No file.',
    }));
    close.focus();
    return false;
  }
}

async function erase(jid, file) {
  if (!await ask(`Delete ${file.name}?`, 'Its link works no more.', [], 'Delete', 'danger'))
    return false;
  return await attempt(() => remove(`/accounts/${part(jid)}/uploads/${part(file.id)}`), `${file.name} is deleted.`) !== undefined;
}

async function eraseAll(jid) {
  if (!await ask(`Delete every file of ${jid}?`, 'Their links work no more. That cannot be undone.', [], 'Delete', 'danger'))
    return false;
  const gone = await attempt(() => remove(`/accounts/${part(jid)}/uploads`));
  if (gone === undefined)
    return false;
  await attempt(() => Promise.resolve(), `${gone.deleted} files are deleted.`);
  return true;
}
