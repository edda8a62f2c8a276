// The administration page: who is here, what he may see, and which view is shown.

import { ApiError, get, post, whenLoggedOut } from './api.js';
import { busily, button, el, labelled, progress, say } from './dom.js';
import { overview } from './views/overview.js';
import { accounts } from './views/accounts.js';
import { sessions } from './views/sessions.js';
import { rooms } from './views/rooms.js';
import { invitations } from './views/invitations.js';
import { uploads } from './views/uploads.js';
import { federation } from './views/federation.js';
import { reports } from './views/reports.js';
import { announcements } from './views/announcements.js';
import { server } from './views/server.js';
import { audit } from './views/audit.js';
import { access } from './views/access.js';

// In the order of the menu; what somebody may not see he is not shown. The server asks again, of course.
const views = {
  overview: { title: 'Overview', role: 'viewer', show: overview },
  accounts: { title: 'Accounts', role: 'viewer', show: accounts },
  sessions: { title: 'Sessions', role: 'viewer', show: sessions },
  rooms: { title: 'Rooms', role: 'viewer', show: rooms },
  invitations: { title: 'Invitations', role: 'viewer', show: invitations },
  uploads: { title: 'Uploads', role: 'viewer', show: uploads },
  federation: { title: 'Federation', role: 'viewer', show: federation },
  reports: { title: 'Reports', role: 'viewer', show: reports },
  announcements: { title: 'Announcements', role: 'viewer', show: announcements },
  server: { title: 'Certificates', role: 'viewer', show: server },
  audit: { title: 'Audit', role: 'admin', show: audit },
  access: { title: 'Access', role: 'viewer', show: access },
};
const ranks = ['none', 'viewer', 'moderator', 'admin'];

const main = document.getElementById('main');
const menu = document.getElementById('menu');
const who = document.getElementById('who');
document.getElementById('message').before(progress());
let me = null;
let leave = () => {};

/** Whether the person has the role anywhere. */
function may(role) {
  return [me.everywhere, ...Object.values(me.hosts)].some(mine => ranks.indexOf(mine) >= ranks.indexOf(role));
}

function begin(person) {
  me = person;
  me.may = may;
  me.seesServer = me.everywhere !== 'none';
  who.replaceChildren(el('span', {}, me.name), button('Log out', async () => {
    await post('/logout').catch(() => {});
    end();
  }));
  menu.replaceChildren(...Object.entries(views).filter(([, view]) => may(view.role))
    .map(([name, view]) => el('li', {}, el('a', { href: `#${name}` }, view.title))));
  document.body.classList.add('in');
  route();
}

function end() {
  leave();
  leave = () => {};
  me = null;
  who.replaceChildren();
  menu.replaceChildren();
  document.body.classList.remove('in');
  showLogin();
}

async function route() {
  if (!me)
    return;
  const [name, argument] = location.hash.slice(1).split('/', 2);
  const chosen = Object.hasOwn(views, name) && may(views[name].role) ? name : 'overview';
  leave();
  say('', '');
  for (const link of menu.querySelectorAll('a')) {
    if (link.hash === `#${chosen}`)
      link.setAttribute('aria-current', 'page');
    else
      link.removeAttribute('aria-current');
  }
  document.title = `${views[chosen].title} – administration`;
  const section = el('section', { 'aria-labelledby': 'view-title' },
    el('h1', { id: 'view-title', tabindex: '-1' }, views[chosen].title));
  main.replaceChildren(section);
  leave = views[chosen].show(section, me, argument && decode(argument)) ?? (() => {});
  section.firstChild.focus({ preventScroll: true });
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function showLogin() {
  document.title = 'Administration';
  const jid = el('input', { name: 'jid', type: 'text', autocomplete: 'username', required: true, spellcheck: 'false',
    autocapitalize: 'none', inputmode: 'email', placeholder: `admin@${document.documentElement.dataset.host}` });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const code = el('input', { name: 'code', type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric' });
  const codeLine = labelled('One-time code', code);
  codeLine.hidden = true;
  const form = el('form', { class: 'login' },
    el('h1', {}, 'Administration'),
    labelled('Address', jid), labelled('Password', password), codeLine,
    el('p', { class: 'buttons' }, el('button', { type: 'submit' }, 'Log in')));
  form.addEventListener('submit', async event => {
    event.preventDefault();
    say('', '');
    const given = { jid: jid.value.trim(), password: password.value };
    if (code.value)
      given.code = code.value.replaceAll(' ', '');
    try {
      begin(await busily(() => post('/login', given)));
    } catch (error) {
      say(error.message, 'failed');
      if (error.code === 'code-required') {
        codeLine.hidden = false;
        code.required = true;
        code.focus();
      } else {
        code.value = '';
        (codeLine.hidden ? password : code).select();
      }
    }
  });
  main.replaceChildren(form);
  jid.focus();
}

whenLoggedOut(() => {
  if (!me)
    return;
  end();
  say('You have been logged out.', 'failed');
});
addEventListener('hashchange', route);
get('/me').then(begin, error => {
  showLogin();
  if (!(error instanceof ApiError) || error.status !== 401)
    say(error.message, 'failed');
});
