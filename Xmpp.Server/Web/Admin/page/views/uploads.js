import { part, remove } from '../api.js';
import { ask, button, el, say } from '../dom.js';
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
      ...(me.may('admin') ? [['Delete all', () => eraseAll(owner.jid, files), 'danger']] : []),
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
      actions: file => [['Delete', async () => {
        if (!await erase(jid, file))
          return false;
        list.reload();
        return true;
      }, 'danger']],
      empty: 'No file.',
    }));
    close.focus();
    return false;
  }
}

const erase = async (jid, file) => await ask({
  title: `Delete ${file.name}?`,
  text: 'Its link works no more.',
  verb: 'Delete',
  kind: 'danger',
  done: `${file.name} is deleted.`,
}, () => remove(`/accounts/${part(jid)}/uploads/${part(file.id)}`)) !== undefined;

async function eraseAll(jid, files) {
  const gone = await ask({
    title: `Delete every file of ${jid}?`,
    text: 'Their links work no more. That cannot be undone.',
    verb: 'Delete',
    kind: 'danger',
  }, () => remove(`/accounts/${part(jid)}/uploads`));
  if (gone === undefined)
    return false;
  files.replaceChildren();
  say(gone.deleted === 1 ? 'One file is deleted.' : `${gone.deleted} files are deleted.`);
  return true;
}
