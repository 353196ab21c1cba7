// What the page does in the browser. Everything that is drawn comes from Python as finished HTML; this listens, tells
// Python, and keeps what belongs to this browser: conversations, language, theme. `element`, `trigger` and `watch`
// are handed in by the framework; no other code is evaluated.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
const KEPT = 'byline-conversations-1', MOST_KEPT = 30, MOST_TURNS = 20;
const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); return true; } catch { return false; } };

let language = remembered('byline-language') || ((navigator.language || '').startsWith('de') ? 'de' : 'en');
let wanted = null;            // what to bring into view once the panel shows it: its key, and 'main' or 'list'
let active = null;            // the marker whose source is open, as 'turn-number'
let current = null;           // the id of the conversation that is being kept
let armed = null;             // the button that waits to be pressed a second time

const strings = () => JSON.parse($('#strings').dataset.strings);
const say = (name, values = {}) => strings()[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const field = () => $('#question-field');
const notice = (words) => { $('#notice').textContent = words; };
const seen = () => Math.max(0, ...$$('.turn').map((turn) => Number(turn.dataset.turn)));
let told = null;              // what was told last: it is told again to a server that had forgotten this page
const tell = (name, values = {}) => {
  if (name !== 'reopen') told = [name, values];
  trigger(name, {language, seen: seen(), ...values});
};
const into = (place, block) => place.scrollIntoView({block, behavior: calm.matches ? 'auto' : 'smooth'});

// ---- Asking
const scope = () => {
  const chosen = (name) => $$(`#filter-box input[name=${name}]:checked`).map((box) => box.value);
  const date = (name) => ($(`#filter-box input[name=${name}]`)?.value || '').trim() || null;
  const [since, until, as_of] = ['since', 'until', 'as_of'].map(date);
  return {since, until, as_of, publishers: chosen('publisher'), articles: chosen('article')};
};
const showScope = () => {
  const {publishers, articles, ...days} = scope();
  const count = publishers.length + articles.length + Object.values(days).filter(Boolean).length;
  const state = $('#filter-state');
  if (!state) return;
  const words = say(['filters_all', 'filters_one'][count] ?? 'filters_some', {count});
  if (state.textContent !== words) state.textContent = words;  // each change is seen, and would bring us back here
  $('#filter-box').classList.toggle('set', count > 0);
};
const busy = () => $('#current [data-busy]') !== null;
const ask = (question, more = {}) => {
  if (busy() || !question.trim()) return false;
  notice('');
  current ??= `${Date.now()}`;
  document.body.dataset.asked = 'true';
  tell('ask', {question, scope: scope(), writer: pen, ...more});
  return true;
};
// Chosen anew on each visit: a language model may cost its owner money.
let pen = 'none';
const holdPen = () => {
  const choice = $('#writer');
  if (choice && choice.value !== pen) choice.value = pen;
};
const askField = () => { if (ask(field().value)) { field().value = ''; grow(); } };
const grow = () => { const area = field(); area.style.height = 'auto'; area.style.height = `${area.scrollHeight}px`; };

// ---- Checking
const marker = (turn, number) => $(`.marker[data-turn="${turn}"][data-n="${number}"]`);
const mark = () => {
  for (const each of $$('.marker')) {
    const open = `${each.dataset.turn}-${each.dataset.n}` === active;
    each.classList.toggle('active', open);
    if (open) each.setAttribute('aria-current', 'true'); else each.removeAttribute('aria-current');
  }
};
// What is open already is only brought into view: Python would send what is there, and nothing would change.
const show = (key, place, name, values) => {
  wanted = {key, place};
  if (!shown()) tell(name, values);
};
const cite = (turn, number) => {
  active = `${turn}-${number}`;
  mark();
  show(`cite-${turn}-${number}`, 'main', 'cite', {turn, number});
};
const shown = () => {
  if ($('#sources section')?.dataset.key !== wanted?.key) return false;
  const main = wanted.place === 'main' && ($('#sources mark.main') || $('#sources .trouble'));
  const place = main || $('#sources h2');
  wanted = null;
  into(place, 'center');
  place.setAttribute('tabindex', '-1');
  place.focus({preventScroll: true});
  return true;
};

// ---- Keeping conversations in this browser
const kept = () => { try { return JSON.parse(remembered(KEPT) || '[]'); } catch { return []; } };
const keep = (all) => { while (!remember(KEPT, JSON.stringify(all)) && all.length) all.pop(); list(); };
const keepTurn = (turn) => {
  if (!current) return;
  const all = kept();
  let conversation = all.find((each) => each.id === current);
  if (!conversation) all.unshift(conversation = {id: current, title: turn.question, turns: []});
  conversation.turns = [...conversation.turns.filter((each) => each.number !== turn.number), turn].slice(-MOST_TURNS);
  keep(all.slice(0, MOST_KEPT));
};
const list = () => {
  const place = $('#kept-list');
  if (!place) return;
  place.replaceChildren(...kept().map((conversation) => {
    const item = document.createElement('li'), open = document.createElement('button'), away = document.createElement('button');
    Object.assign(open, {type: 'button', className: 'link', textContent: String(conversation.title).slice(0, 120), dir: 'auto'});
    Object.assign(away, {type: 'button', className: 'quiet', textContent: say('delete')});
    Object.assign(open.dataset, {do: 'reopen', id: conversation.id});
    Object.assign(away.dataset, {do: 'forget', id: conversation.id});
    away.setAttribute('aria-label', `${say('delete')}: ${open.textContent}`);
    item.append(open, away);
    return item;
  }));
  if (!place.children.length) place.append(Object.assign(document.createElement('li'), {textContent: say('earlier_none')}));
};

// ---- What Python hands over besides what is drawn
const carry = {
  turn: (content) => keepTurn(JSON.parse(content)),
  copy: async (content) => { await navigator.clipboard.writeText(content); notice(say('copied')); },
  noted: () => notice(say('noted')),
  said: (content) => notice(content),
  lost: (content) => {
    notice(content);
    again = told;
    tell('reopen', {turns: kept().find((each) => each.id === current)?.turns || []});
  },
  back: () => { const due = again; again = null; if (due) tell(due[0], {...due[1], seen: 0}); },
  question: (content) => { field().value = content; grow(); field().focus(); },
  file: (content, name) => {
    const address = URL.createObjectURL(new Blob([content], {type: 'application/octet-stream'}));
    Object.assign(document.createElement('a'), {href: address, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  },
};
let carried = '';
let again = null;             // what is due once the page is back
const receive = () => {
  const parcel = $('#carrier [data-kind]');
  if (!parcel || parcel.dataset.serial === carried) return;
  carried = parcel.dataset.serial;
  carry[parcel.dataset.kind]?.(parcel.textContent, parcel.dataset.name);
};

// ---- The library
const sift = () => {
  const words = ($('#find')?.value || '').toLowerCase().split(/\s+/).filter(Boolean), rows = $$('.library tbody tr');
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  const left = rows.filter((row) => !row.hidden).length;
  $('#shown').textContent = left ? say('shown_of', {shown: left, count: rows.length}) : say('no_match');
};
const sort = (button) => {
  const head = button.closest('th'), body = $('.library tbody'), column = Number(button.dataset.column);
  const down = head.getAttribute('aria-sort') === 'ascending';
  for (const each of $$('.library th[aria-sort]')) each.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = (row) => row.children[column].dataset.sort ?? row.children[column].textContent;
  const collator = new Intl.Collator(language, {numeric: true, sensitivity: 'base'});
  body.append(...$$('tr', body).sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1)));
};
const MOST_ADDED = 20;
let added = [];               // what became of files and links; the library is drawn anew without it
const addition = (words, state, place) => {
  const item = Object.assign(document.createElement('li'), {textContent: words, className: state, dir: 'auto'});
  $(place).append(item);
  if (place === '#additions') added = [...added, item].slice(-MOST_ADDED);
  return item;
};
const bringBack = () => {
  const place = $('#additions');
  if (place && added.length && !place.contains(added[0])) place.append(...added);
};
const hand = async (name, address, init, place = '#additions') => {
  const item = addition(say('adding', {name}), 'coming', place);
  try {
    const response = await fetch(address, {method: 'POST', ...init});
    const report = await response.json();
    const outcome = response.ok ? report.outcome : 'failed', reason = report.reason || report.detail || '';
    const line = {added: 'added', updated: 'updated_file', unchanged: 'unchanged'}[outcome] || 'not_added';
    item.textContent = say(line, {name, reason});
    item.className = line === 'not_added' ? 'trouble' : 'done';
  } catch (error) {
    item.textContent = say('not_added', {name, reason: String(error.message)});
    item.className = 'trouble';
  }
};
const addFiles = async (files) => {
  for (const file of [...files].slice(0, 20)) {
    await hand(file.name, `/api/articles?name=${encodeURIComponent(file.name)}`, {body: file});
  }
  tell('library');
};

const addQuestions = async (files) => {
  for (const file of [...files].slice(0, 20)) {
    const address = `/api/questions?name=${encodeURIComponent(file.name)}`;
    await hand(file.name, address, {body: file}, '#question-additions');
  }
  // The list of sets is drawn anew only where something came of it: what was not taken stays to be read.
  if ($('#question-additions .done')) tell('evals');
};
const addLinks = async (links) => {
  for (const link of links.slice(0, 20)) {
    await hand(link, '/api/links', {body: JSON.stringify({link}), headers: {'content-type': 'application/json'}});
  }
  tell('library');
};

const month = ({dataset}) => { $('#find').value = dataset.month; sift(); $('#find').focus(); };

// ---- The evals
let expected = [];            // places that are waited for, in their order: each is gone to once it is there
let opened = null;            // the report whose questions can be searched
const halt = () => $('[data-do=cancel]');
const over = () => !halt() && ($('#evals .trouble') || $('#evals .report .head') || $('#question-set'));
const follow = () => {
  const report = $('#evals .report');
  if (report && report !== opened) { opened = report; browse(report); }
  const place = expected[0]?.();
  if (!place) return;
  expected.shift();
  // Whoever has gone elsewhere meanwhile stays there.
  if (document.body.dataset.view !== 'evals') return;
  into(place, place.matches('.head') ? 'start' : 'nearest');
  place.focus({preventScroll: true});
};

// ---- Views, language, theme
const VIEWS = ['ask', 'library', 'evals'];
const view = () => {
  const name = VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'ask';
  const changed = document.body.dataset.view !== name;
  document.body.dataset.view = name;
  for (const link of $$('[data-view-link]')) {
    if (link.dataset.viewLink === name) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
  }
  if (changed && (name === 'library' || (name === 'evals' && !$('#evals section')))) tell(name);
};
const theme = (dark) => document.body.classList.toggle('dark', dark);

// ---- One listener for everything that can be pressed
const twice = (button, act) => {
  if (armed === button) { armed = null; act(); return; }
  armed = button;
  button.textContent = say('really');
};
const deeds = {
  ask: askField,
  stop: () => tell('stop'),
  chip: (button) => ask(button.textContent),
  cite: ({dataset}) => cite(Number(dataset.turn), Number(dataset.n)),
  near: ({dataset: {turn, n}}) => {
    show(`near-${turn}-${n}`, 'main', 'near', {turn: Number(turn), number: Number(n)});
  },
  sources: ({dataset: {turn}}) => {
    active = null;
    mark();
    show(`list-${turn}`, 'list', 'sources', {turn: Number(turn)});
  },
  close: () => show('list-0', 'list', 'sources', {turn: 0}),
  back: ({dataset}) => {
    const place = marker(dataset.turn, dataset.n);
    if (place) { into(place, 'center'); place.focus({preventScroll: true}); }
  },
  again: ({dataset}) => tell('again', {turn: Number(dataset.turn), writer: pen}),
  edit: ({dataset}) => tell('edit', {turn: Number(dataset.turn)}),
  copy: ({dataset}) => tell('copy', {turn: Number(dataset.turn)}),
  instead: ({dataset}) => {
    const box = $('textarea', $(`.turn[data-turn="${dataset.turn}"] .understood`));
    const asked = $(`.turn[data-turn="${dataset.turn}"] .asked`).textContent;
    ask(asked, {meant: box.value});
  },
  share: async ({dataset}) => {
    const question = $(`.turn[data-turn="${dataset.turn}"] .asked`).textContent;
    await navigator.clipboard.writeText(`${location.origin}/?q=${encodeURIComponent(question)}`);
    notice(say('copied'));
  },
  vote: ({dataset}) => tell('vote', {turn: Number(dataset.turn), vote: Number(dataset.vote), note: ''}),
  note: (button) => {
    const turn = Number(button.dataset.turn), box = $('input', button.parentElement);
    const vote = Number($(`.turn[data-turn="${turn}"] [aria-pressed=true]`)?.dataset.vote || 0);
    tell('vote', {turn, vote, note: box.value});
    box.value = '';
  },
  clear: () => { current = null; active = null; tell('clear'); field().focus(); },
  export: ({dataset}) => tell('export', {kind: dataset.kind}),
  reopen: ({dataset}) => {
    const conversation = kept().find((each) => each.id === dataset.id);
    if (!conversation || busy()) return;
    current = conversation.id;
    $('#kept').open = false;
    tell('reopen', {turns: conversation.turns});
  },
  forget: ({dataset}) => { keep(kept().filter((each) => each.id !== dataset.id)); $('#kept summary').focus(); },
  'forget-all': (button) => twice(button, () => { keep([]); button.textContent = button.dataset.was; }),
  'no-filter': () => {
    for (const box of $$('#filter-box input')) { box.checked = false; if (box.type === 'text') box.value = ''; }
    showScope();
  },
  measure: () => { expected = [halt, over]; tell('measure', {set: $('#question-set').value, writer: pen}); },
  cancel: () => { expected = [() => !halt() && $('#question-set')]; tell('cancel'); },
  report: ({dataset: {run}}) => {
    expected = [() => $('#evals .trouble') || $(`#evals .report[data-key="${CSS.escape(run)}"] .head`)];
    tell('report', {run});
  },
  'ask-this': ({dataset: {question, meant, since, until, asOf, articles}}) => {
    if (busy()) return;
    const days = {since: since || null, until: until || null, as_of: asOf || null};
    location.hash = '#ask';
    ask(question, {meant, scope: {...days, publishers: [], articles: JSON.parse(articles)}});
  },
  'only-these': ({dataset}) => {
    const ids = JSON.parse(dataset.ids);
    for (const box of $$('#filter-box input[name=article]')) box.checked = ids.includes(box.value);
    showScope();
    location.hash = '#ask';
    field().focus();
  },
  skip: () => field().focus(),
  article: ({dataset: {id}}) => { location.hash = '#ask'; show(`article-${id}`, 'list', 'article', {id}); },
  sort,
  month,
  remove: (button) => twice(button, () => tell('remove', {id: button.dataset.id})),
  fetch: () => {
    const links = $('#links').value.split(/\s+/).filter(Boolean);
    $('#links').value = '';
    return addLinks(links);
  },
  language: () => {
    language = language === 'de' ? 'en' : 'de';
    remember('byline-language', language);
    document.documentElement.lang = language;
    tell('arrive');
    if ($('#evals section')) tell('evals');
  },
  theme: () => {
    const dark = !document.body.classList.contains('dark');
    theme(dark);
    remember('byline-theme', dark ? 'dark' : 'light');
  },
};

// One set of listeners in the page, even when this is mounted again.
window.byline?.abort();
window.byline = new AbortController();
const on = (place, name, act) => place.addEventListener(name, act, {signal: window.byline.signal});

on(document, 'click', (event) => {
  const button = event.target.closest?.('[data-do]'), link = event.target.closest?.('[data-view-link]');
  // The framework's page has a base address: left to itself, the link would lose the query and load everything anew.
  if (link) { event.preventDefault(); location.hash = `#${link.dataset.viewLink}`; }
  for (const sheet of $$('details.drop[open]')) if (!sheet.contains(event.target)) sheet.open = false;
  if (!button) return;
  if (button.tagName === 'A') event.preventDefault();
  if (armed && armed !== button) { armed.textContent = armed.dataset.was; armed = null; }
  button.dataset.was ??= button.textContent;
  Promise.resolve(deeds[button.dataset.do]?.(button)).catch((error) => notice(String(error.message)));
});
on(document, 'keydown', (event) => {
  if (event.target === field() && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    askField();
  } else if (event.key === 'Escape') {
    const sheet = $('details.drop[open]');
    if (sheet) { sheet.open = false; $('summary', sheet).focus(); } else if (busy()) tell('stop');
  }
});
// A sheet opens upwards and takes the room that there is: what rose beyond the window could not be scrolled to.
document.addEventListener('toggle', ({target}) => {
  const sheet = target.open && target.matches('details.drop') && $('.sheet', target);
  if (sheet) sheet.style.maxHeight = `min(60vh, ${Math.floor(target.getBoundingClientRect().top) - 8}px)`;
}, {signal: window.byline.signal, capture: true});
on(document, 'input', (event) => {
  if (event.target === field()) grow();
  else if (event.target.id === 'find') sift();
  else if (event.target.closest('#filter-box')) showScope();
});
on(document, 'change', (event) => {
  if (event.target.id === 'files') addFiles(event.target.files);
  else if (event.target.id === 'writer') pen = event.target.value;
  else if (event.target.id === 'question-files') addQuestions(event.target.files);
});
for (const name of ['dragover', 'dragleave', 'drop']) {
  on(document, name, (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();  // a file that is dropped beside the field must not replace the page
    const place = event.target.closest?.('.dropping');
    for (const each of $$('.dropping')) each.classList.toggle('over', name === 'dragover' && each === place);
    if (name === 'drop' && place) (place.dataset.drop ? addQuestions : addFiles)(event.dataTransfer.files);
  });
}
on(window, 'hashchange', view);

// ---- After every change of what is drawn
// An answer is drawn anew with each event; a screen reader is told only what came since.
let said = {turn: '', count: 0};
const announce = () => {
  const turn = $('#current .turn'), aloud = $('#aloud');
  if (!turn || !aloud) return;
  const lines = $$('.statement, .not-found, .differ h3, .notice-of, .facts', turn).map((line) => line.textContent);
  const before = said.turn === turn.dataset.turn ? said.count : 0;
  if (lines.length > before) aloud.textContent = lines.slice(before).join(' ');
  said = {turn: turn.dataset.turn, count: lines.length};
};
// A new question goes to the top of what is seen, so that its answer has room to come, and stays there, however what is
// drawn below it grows and shrinks, until somebody moves.
let top = '', held = false;
const rise = () => {
  const turn = $('#current .turn'), number = turn?.dataset.turn || '';
  if (number !== top) held = true;
  top = number;
  if (turn && held && $('#earlier .turn')) into(turn, 'start');
};
for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown', 'click']) on(document, kind, () => { held = false; });
// What is drawn beside the answer begins at its top, unless a place in it was asked for.
let beside = '';
const turnOver = () => {
  const key = $('#sources section')?.dataset.key;
  if (key !== beside && !wanted) $('#checking').scrollTop = 0;
  beside = key;
};
const settle = () => {
  const waiting = busy();
  rise();
  turnOver();
  const [go, halt] = [$('[data-do=ask]'), $('[data-do=stop]')];
  if (go && halt && go.hidden !== waiting) { go.hidden = waiting; halt.hidden = !waiting; }
  mark();
  announce();
  if (wanted) shown();
  follow();
  view();
  receive();
};
let drawn = null;
const redraw = () => {
  if (!$('#kept-list')?.children.length) list();
  bringBack();
  showScope();
  holdPen();
  if (!drawn) drawn = requestAnimationFrame(() => { drawn = null; settle(); });
};
const observer = new MutationObserver(redraw);
observer.observe(document.querySelector('main') || document.body, {childList: true, subtree: true, characterData: true});
window.byline.signal.addEventListener('abort', () => observer.disconnect());

const preferred = remembered('byline-theme') || new URLSearchParams(location.search).get('__theme');
if (preferred) theme(preferred === 'dark');
document.documentElement.lang = language;
list();
settle();
if (language !== 'en') tell('arrive');
const shared = new URLSearchParams(location.search).get('q');
if (shared) {
  history.replaceState(null, '', location.pathname + location.hash);
  ask(shared.slice(0, 2000));
}
