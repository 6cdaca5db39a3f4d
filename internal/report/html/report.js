'use strict';
// The page can be read without this script: it adds the filters, the pages of the
// map and the panel below it. Everything it shows is set as text.
(() => {
  const el = id => document.getElementById(id);
  const data = JSON.parse(el('data').textContent);
  const signs = { arrived: '✓', missing: '✗', differs: '≠', hidden: '◌', late: '…', not_expected: '·', unknown: '?' };
  const troubled = ['missing', 'differs', 'hidden'];
  const kinds = data.kinds.map(([verdict, cause]) => ({
    verdict, cause: cause >= 0 ? String(cause) : troubled.includes(verdict) ? 'none' : '',
    words: verdict.replace('_', ' '),
  }));
  const rows = data.rows.map(runs => {
    const row = [];
    for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) row.push(runs[i]);
    return row;
  });
  const inPage = 100;
  const state = { cause: '', verdict: '', activity: '', user: '', first: 0, users: [], columns: [] };

  const make = (tag, name, text) => {
    const e = document.createElement(tag);
    if (name) e.className = name;
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const hit = k => k.verdict !== '' && (state.cause === '' || k.cause === state.cause) && (state.verdict === '' || k.verdict === state.verdict);

  // find settles which learners and activities are shown and which causes stand.
  const find = () => {
    const word = state.user.toLocaleLowerCase();
    const hits = kinds.map(hit), sought = state.cause !== '' || state.verdict !== '';
    const among = state.activity === '' ? data.activities.map((_, a) => a) : [Number(state.activity)];
    const users = [], causes = new Set(), columns = new Set();
    let cells = 0;
    data.users.forEach((who, u) => {
      if (word && !who.some(text => text.toLocaleLowerCase().includes(word))) return;
      let any = !sought;
      for (const a of among) {
        if (!hits[rows[u][a]]) continue;
        any = true;
        cells++;
        columns.add(a);
        causes.add(kinds[rows[u][a]].cause);
      }
      if (any) users.push(u);
    });
    state.users = users;
    state.columns = sought ? among.filter(a => columns.has(a)) : among;
    const narrowed = sought || word !== '' || state.activity !== '';
    for (const card of document.querySelectorAll('[data-cause]')) card.hidden = narrowed && !causes.has(card.dataset.cause) && card.dataset.cause !== state.cause;
    el('found').textContent = !narrowed ? '' :
      `${cells.toLocaleString('en')} ${cells === 1 ? 'grade' : 'grades'} of ${users.length.toLocaleString('en')} ${users.length === 1 ? 'person' : 'people'} in ${state.columns.length} ${state.columns.length === 1 ? 'activity' : 'activities'}.`;
  };

  const cell = (u, a) => {
    const k = kinds[rows[u][a]];
    const td = make('td', k.verdict ? 'v-' + k.verdict : '');
    td.dataset.u = u;
    td.dataset.a = a;
    td.tabIndex = -1;
    if (!hit(k)) td.classList.add('dim');
    if (!k.verdict) return td;
    const sign = make('span', 'sign', signs[k.verdict]);
    sign.setAttribute('aria-hidden', 'true');
    td.append(sign, make('span', 'sr', k.words + ' '));
    if (k.cause !== '' && k.cause !== 'none') td.append(make('span', 'code', data.causes[k.cause][0]));
    return td;
  };

  const learner = u => {
    const [id, name] = data.users[u];
    return name ? `${name} (${id})` : id;
  };

  const draw = () => {
    const shown = state.users.slice(state.first, state.first + inPage);
    const body = document.createDocumentFragment();
    for (const u of shown) {
      const tr = make('tr'), th = make('th');
      th.scope = 'row';
      th.append(make('bdi', '', learner(u)));
      tr.append(th);
      for (const a of state.columns) tr.append(cell(u, a));
      body.append(tr);
    }
    el('rows').replaceChildren(body);
    for (const th of document.querySelectorAll('#map thead th[data-a]')) th.hidden = !state.columns.includes(Number(th.dataset.a));
    const first = el('rows').querySelector('td');
    if (first) first.tabIndex = 0;
    const last = state.first + shown.length;
    el('pager').hidden = state.users.length <= inPage;
    el('range').textContent = `${(state.first + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of ${state.users.length.toLocaleString('en')} people`;
    el('previous').disabled = state.first === 0;
    el('next').disabled = last >= state.users.length;
  };

  const apply = () => { state.first = 0; find(); draw(); };

  const panel = (u, a) => {
    const k = kinds[rows[u][a]], scores = (data.scores[u][a] || '').split(' ');
    const out = el('detail');
    out.replaceChildren();
    const head = make('b');
    head.append(make('bdi', '', learner(u)), ', ', make('bdi', '', data.activities[a]), ': ', k.words || 'no grade expected');
    out.append(head);
    if (scores.length === 2) out.append(`. Tool ${scores[0]}, LMS ${scores[1]}`);
    if (k.cause === 'none') out.append('. No known cause explains it');
    else if (k.cause !== '') {
      const link = make('a', '', data.causes[k.cause].join(' '));
      link.href = '#cause-' + k.cause;
      out.append('. ', link);
    }
    out.append('.');
  };

  const move = (td, key) => {
    const tr = td.parentElement, at = [...tr.children].indexOf(td);
    const line = { ArrowUp: tr.previousElementSibling, ArrowDown: tr.nextElementSibling }[key];
    if (line) return line.children[at];
    return { ArrowLeft: at > 1 ? tr.children[at - 1] : null, ArrowRight: td.nextElementSibling, Home: tr.children[1], End: tr.lastElementChild }[key] || null;
  };

  const go = td => {
    for (const old of el('rows').querySelectorAll('td[tabindex="0"]')) old.tabIndex = -1;
    td.tabIndex = 0;
    td.focus();
    panel(td.dataset.u, td.dataset.a);
  };

  const listen = () => {
    for (const name of ['cause', 'verdict', 'activity', 'user']) {
      el('by-' + name).addEventListener('input', event => { state[name] = event.target.value.trim(); apply(); });
    }
    el('filters').addEventListener('submit', event => event.preventDefault());
    el('filters').addEventListener('reset', () => { Object.assign(state, { cause: '', verdict: '', activity: '', user: '' }); apply(); });
    for (const button of document.querySelectorAll('button[data-show]')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        el('filters').reset();
        el('by-cause').value = button.dataset.show;
        state.cause = button.dataset.show;
        apply();
        el('map-title').focus();
        el('map-title').scrollIntoView({ block: 'center' });
      });
    }
    const turn = step => { state.first = Math.max(0, state.first + step); draw(); };
    el('previous').addEventListener('click', () => turn(-inPage));
    el('next').addEventListener('click', () => turn(inPage));
    el('rows').addEventListener('click', event => {
      const td = event.target.closest('td[data-u]');
      if (td) go(td);
    });
    el('rows').addEventListener('keydown', event => {
      const td = event.target.closest('td[data-u]'), to = td && move(td, event.key);
      if (!to || to.tagName !== 'TD') return;
      event.preventDefault();
      go(to);
    });
    let closed = [];
    window.addEventListener('beforeprint', () => { closed = [...document.querySelectorAll('details:not([open])')]; for (const d of closed) d.open = true; });
    window.addEventListener('afterprint', () => { for (const d of closed) d.open = false; });
  };

  const offer = (id, words) => {
    for (const [value, text] of words) {
      const option = make('option', '', text);
      option.value = value;
      el(id).append(option);
    }
  };

  const causes = new Set(kinds.map(k => k.cause)), verdicts = new Set(kinds.map(k => k.verdict));
  offer('by-cause', [...data.causes.map(([code, name], i) => [String(i), `${code} ${name}`]), ['none', 'without a known cause']].filter(([i]) => causes.has(i)));
  offer('by-verdict', Object.keys(signs).filter(v => verdicts.has(v)).map(v => [v, v.replace('_', ' ')]));
  offer('by-activity', data.activities.map((title, a) => [String(a), title]));
  el('map').setAttribute('role', 'grid');
  el('filters').hidden = false;
  el('detail').hidden = false;
  listen();
  apply();
})();
