import { get, post, put, remove } from '../api.js';
import { ask, attempt, button, el, labelled, say } from '../dom.js';

export function announcements(section, me) {
  fill(section, me);
}

async function fill(section, me) {
  const status = await attempt(() => get('/status'));
  if (!status)
    return;
  const host = el('select', {}, status.hosts.map(name => el('option', { value: name }, name)));
  const motd = el('textarea', { rows: 4, readonly: !me.may('moderator') });
  section.append(
    el('div', { class: 'tools' }, labelled('Host', host)),
    el('h2', {}, 'Message of the day'),
    el('p', {}, 'Everybody gets it once, at his next login.'),
    labelled('Text', motd));
  async function load() {
    const name = host.value;
    motd.readOnly = true; // what is typed before it comes would be lost
    const text = await attempt(() => get('/motd', { host: name }));
    if (host.value !== name)
      return; // another one is on its way
    if (text)
      motd.value = text.text ?? '';
    motd.readOnly = !me.may('moderator');
  }
  host.addEventListener('change', load);
  await load();
  if (!me.may('moderator'))
    return;
  const subject = el('input', { type: 'text' });
  const text = el('textarea', { rows: 4 });
  section.append(
    el('p', { class: 'buttons' },
      button('Remove', async () => {
        if (await attempt(() => remove('/motd', { host: host.value }), 'There is no message of the day.') !== undefined)
          motd.value = '';
      }),
      button('Set', () => motd.value.trim() === '' ? say('It has no text.', 'failed')
        : attempt(() => put('/motd', { host: host.value, text: motd.value }), 'The message of the day is set.'))),
    el('h2', {}, 'Tell everybody who is online'),
    labelled('Subject', subject), labelled('Text', text),
    el('p', { class: 'buttons' }, button('Send', async () => {
      if (text.value.trim() === '') {
        say('It has no text.', 'failed');
        return;
      }
      const given = { host: host.value, text: text.value };
      if (subject.value)
        given.subject = subject.value;
      const sent = await ask({
        title: `Tell everybody at ${host.value}?`,
        text: 'Each session that is online gets it at once. It cannot be taken back.',
        verb: 'Send',
      }, () => post('/announcements', given));
      if (sent !== undefined) {
        say(`Sent to ${sent?.sessions ?? 0} sessions.`);
        subject.value = text.value = '';
      }
    })));
}
