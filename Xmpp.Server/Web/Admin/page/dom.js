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
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export function button(text, onclick, kind = '') {
  return el('button', { type: 'button', class: kind, onclick }, text);
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

/** Runs what a button does: once at a time, and what goes wrong is said. */
export async function attempt(work, done) {
  document.body.setAttribute('aria-busy', 'true');
  try {
    const result = await work();
    if (done)
      say(done);
    return result;
  } catch (error) {
    say(error.message, 'failed');
    return undefined;
  } finally {
    document.body.removeAttribute('aria-busy');
  }
}

/**
 * Asks before something is done. fields: [{ name, label, type, value, options, required, hint }].
 * Gives the values, or null if the person has thought better of it.
 */
export function ask(title, text, fields = [], verb = 'OK', kind = '') {
  return new Promise(resolve => {
    const inputs = fields.map(inputOf);
    const form = el('form', { method: 'dialog' },
      el('h2', { id: 'ask-title' }, title),
      text ? el('p', {}, text) : null,
      inputs.map((input, i) => labelled(fields[i].label, input)),
      el('p', { class: 'buttons' },
        button('Cancel', () => finish(null)),
        el('button', { type: 'submit', class: kind }, verb)));
    const dialog = el('dialog', { 'aria-labelledby': 'ask-title' }, form);
    let isOver = false;
    function finish(values) {
      if (isOver)
        return;
      isOver = true;
      dialog.close();
      dialog.remove();
      resolve(values);
    }
    form.addEventListener('submit', event => {
      event.preventDefault();
      finish(Object.fromEntries(fields.map((field, i) => [field.name, valueOf(field, inputs[i])])));
    });
    dialog.addEventListener('close', () => finish(null));
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
  return el('input', { name, type, value, required, autocomplete: type === 'password' ? 'new-password' : 'off',
    min: field.min, max: field.max, inputmode: type === 'number' ? 'numeric' : null, spellcheck: 'false' });
}

function valueOf(field, input) {
  if (field.type === 'checkbox')
    return input.checked;
  if (field.type === 'number')
    return input.value === '' ? undefined : Number(input.value);
  return input.value === '' ? undefined : input.value;
}

/** Shows something that is shown this once; text can be copied. */
export function show(title, text, secret) {
  const field = el('textarea', { readonly: true, rows: Math.min(12, secret.split('\n').length + 1), 'aria-label': title }, secret);
  open(title, el('p', {}, text), field);
  field.select();
}

/** Shows pairs of a name and a text or node. */
export function showPairs(title, pairs) {
  open(title, el('dl', {}, pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])));
}

function open(title, ...content) {
  const dialog = el('dialog', { 'aria-labelledby': 'show-title' },
    el('h2', { id: 'show-title' }, title), content, el('p', { class: 'buttons' }, button('Close', () => dialog.close())));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
