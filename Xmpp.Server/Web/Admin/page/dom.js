// Makes elements. Text goes in as text nodes only, so nothing that a stranger has written can become markup.

/** el('p', { class: 'x' }, 'text', child): attributes; on… are listeners; true and false are presence and absence. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on'))
      node.addEventListener(key.slice(2), value);
    else if (value === true)
      node.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(key, value);
  }
  node.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** onclick may take its time; meanwhile another click does nothing. */
export function button(text, onclick, kind = '', attributes = {}) {
  let isRunning = false;
  return el('button', { type: 'button', class: kind, ...attributes, onclick: async () => {
    if (isRunning)
      return;
    isRunning = true;
    try {
      await onclick();
    } finally {
      isRunning = false;
    }
  } }, text);
}

/** A field with its label; the field is its .field. */
export function labelled(label, field) {
  const node = el('label', {}, el('span', {}, label), field);
  node.field = field;
  return node;
}

let message;

/** Says in one line what has happened; read aloud by screen readers. */
export function say(text, kind = 'done') {
  message ??= document.getElementById('message');
  message.className = kind;
  message.textContent = text;
}

let running = 0;

/** What takes long shows that it does (admin.css waits a moment before). */
export async function busily(work) {
  running++;
  document.body.classList.add('busy');
  try {
    return await work();
  } finally {
    if (--running === 0)
      document.body.classList.remove('busy');
  }
}

export const progress = () => el('progress', { 'aria-label': 'Working' });

/** Runs what a button does; what goes wrong is said. Gives what work gives, undefined if it went wrong. */
export async function attempt(work, done) {
  try {
    const result = await busily(work);
    if (done)
      say(done);
    return result;
  } catch (error) {
    say(error.message, 'failed');
    return undefined;
  }
}

/**
 * Asks before something is done, and does it. The question stays open until work(values) is through, so that what goes
 * wrong is read there and nothing has to be typed twice. Gives what work gives, undefined if the person has thought
 * better of it. fields: [{ name, label, type, value, options, required }]; more: a node; done: text or values => text.
 */
export function ask({ title, text, fields = [], more, verb = 'OK', kind = '', done }, work) {
  return new Promise(resolve => {
    const inputs = fields.map(inputOf);
    const submit = el('button', { type: 'submit', class: kind }, verb);
    const problem = el('p', { class: 'problem', role: 'alert' });
    const form = el('form', { method: 'dialog' },
      el('h2', { id: 'ask-title' }, title),
      text ? el('p', { id: 'ask-text' }, text) : null, more,
      inputs.map((input, i) => labelled(fields[i].label, input)),
      problem, progress(),
      el('p', { class: 'buttons' }, button('Cancel', () => submit.disabled || dialog.close()), submit));
    const dialog = el('dialog', { 'aria-labelledby': 'ask-title', 'aria-describedby': text ? 'ask-text' : null }, form);
    let result;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      if (submit.disabled)
        return;
      submit.disabled = true;
      problem.textContent = '';
      const values = Object.fromEntries(fields.map((field, i) => [field.name, valueOf(field, inputs[i])]));
      try {
        result = await busily(() => work(values));
        dialog.close();
        if (done)
          say(typeof done === 'string' ? done : done(values));
      } catch (error) {
        problem.textContent = error.message;
        submit.disabled = false;
        (inputs[0] ?? submit).focus();
      }
    });
    dialog.addEventListener('cancel', event => submit.disabled && event.preventDefault()); // what is under way is not taken back
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function inputOf(field) {
  const { name, type = 'text', value = '', options, required = false } = field;
  if (options)
    return el('select', { name }, options.map(option => el('option', { value: option, selected: option === value }, option || '–')));
  if (type === 'textarea')
    return el('textarea', { name, required, rows: 5 }, value);
  if (type === 'checkbox')
    return el('input', { name, type, checked: Boolean(value) });
  return el('input', { name, type, value, required, autocomplete: field.mode ?? (type === 'password' ? 'new-password' : 'off'),
    min: field.min, max: field.max, inputmode: type === 'number' ? 'numeric' : null, spellcheck: 'false' });
}

function valueOf(field, input) {
  if (field.type === 'checkbox')
    return input.checked;
  if (field.type === 'number')
    return input.value === '' ? undefined : Number(input.value);
  return input.value === '' ? undefined : input.value;
}

/** Shows something that is shown this once; text can be copied. Gives back when it is closed. */
export function show(title, text, secret, link) {
  const field = el('textarea', { readonly: true, rows: Math.min(12, secret.split('\n').length + 1), 'aria-label': title }, secret);
  const closed = open(title, [el('p', {}, text), field], [
    link ? el('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, 'Open') : null,
    navigator.clipboard ? button('Copy', async () => {
      await navigator.clipboard.writeText(secret).then(() => say('Copied.'), () => field.select());
    }) : null,
  ]);
  field.select();
  return closed;
}

/** Shows pairs of a name and a text or node; actions: [[text, work]], each closes it first. */
export function showPairs(title, pairs, actions = []) {
  return open(title, el('dl', {}, pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
    actions.map(([text, work, kind]) => close => button(text, () => {
      close();
      return work();
    }, kind)));
}

function open(title, content, buttons) {
  return new Promise(resolve => {
    const close = () => dialog.close();
    const dialog = el('dialog', { 'aria-labelledby': 'show-title' },
      el('h2', { id: 'show-title' }, title), content,
      el('p', { class: 'buttons' }, buttons.map(one => typeof one === 'function' ? one(close) : one), button('Close', close)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
