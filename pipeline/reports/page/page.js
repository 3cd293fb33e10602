"use strict";
// The page works without this script: it is read and printed as it stands. The script marks what a sentence rests on,
// and what refers to a passage. A place is [document, start, end, role]; offsets count UTF-16 units of the raw text.
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  root.classList.add("js");
  const data = JSON.parse($("places").textContent);
  const reading = $("reading");
  const pane = $("pane");
  const articles = [...pane.querySelectorAll(".source")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 60rem)");
  const SHAPES = { supports: "●", drifts: "◇", contradicts: "✕", cited: "▪", differs: "≠", omitted: "○", shared: "⇄", silent: "–" };
  const FIGURES = ".fig-row, .fig-node, .fig-link";
  const STOPS = `.stop, ${FIGURES}`;
  const FIRST_HELD = 12;

  // --- passages: wrapped into marks when an article comes into view, or is needed ----------------------------

  const passages = articles.map(() => []);
  data.claims.forEach((claim, index) => {
    for (const place of [...claim.p, ...claim.f, ...claim.m]) if (place) passages[place[0]].push([place[1], place[2], String(index)]);
  });
  data.versions.forEach((versions, conflict) => {
    versions.forEach((place, number) => {
      if (place) passages[place[0]].push([place[1], place[2], `v${conflict}.${number}`]);
    });
  });
  data.gaps.forEach((place, gap) => {
    if (place) passages[place[0]].push([place[1], place[2], `g${gap}`]);
  });
  data.edges.forEach((places, edge) => {
    for (const place of places) passages[place[0]].push([place[1], place[2], `l${edge}`]);
  });
  const segments = articles.map(() => null);

  function prepare(index) {
    if (segments[index]) return segments[index];
    const found = (segments[index] = []);
    for (const block of articles[index].querySelectorAll("p[data-o]")) {
      const start = Number(block.dataset.o);
      const end = start + block.textContent.length;
      const here = passages[index].filter((p) => p[0] < end && p[1] > start);
      if (here.length) wrap(block, start, end, here, found);
    }
    found.sort((a, b) => a.start - b.start);
    return found;
  }

  function wrap(block, start, end, here, found) {
    const cuts = new Set();
    for (const [from, to] of here) cuts.add(Math.max(from, start)).add(Math.min(to, end));
    const bounds = [...cuts].sort((a, b) => a - b);
    const nodes = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let at = start; walker.nextNode(); at += walker.currentNode.length) nodes.push([walker.currentNode, at]);
    // From the end, so that a node that is split keeps the beginning and with it the offset noted for it.
    for (let i = bounds.length - 2; i >= 0; i--) {
      const from = bounds[i], to = bounds[i + 1];
      const keys = new Set(here.filter((p) => p[0] <= from && p[1] >= to).map((p) => p[2]));
      if (!keys.size) continue;
      for (let n = nodes.length - 1; n >= 0; n--) {
        const [node, at] = nodes[n];
        const a = Math.max(from, at) - at, b = Math.min(to, at + node.length) - at;
        const markup = node.parentElement.closest(".markup");
        if (a >= b || markup?.dataset.as === "") continue;
        const mark = document.createElement("mark");
        mark.className = [...keys].every((key) => key[0] === "l") ? "p quiet" : "p";
        if (!markup && node.data.slice(a, b).trim()) {
          mark.classList.add("stop");
          mark.setAttribute("role", "button");
          mark.setAttribute("aria-pressed", "false");
          mark.tabIndex = -1;
          mark.dataset.k = [...keys].join(" ");
        }
        const range = document.createRange();
        if (markup) range.selectNode(markup);
        else { range.setStart(node, a); range.setEnd(node, b); }
        range.surroundContents(mark);
        found.push({ start: at + a, end: at + b, mark });
      }
    }
  }

  // --- choosing ---------------------------------------------------------------------------------------------

  let origin = null;
  let targets = [];
  let at = -1;
  let touched = [];

  function placesOf(stop) {
    const { c, s, f, e, v, g, l } = stop.dataset;
    if (c !== undefined) return claimPlaces(Number(c));
    if (s !== undefined) return data.sentences[s].flatMap(claimPlaces);
    if (v !== undefined) {
      const [conflict, version] = v.split(".").map(Number);
      const all = data.versions[conflict];
      return [all[version], ...all.filter((_, i) => i !== version)];
    }
    if (g !== undefined) return [data.gaps[g]];
    if (l !== undefined) return data.edges[l];
    const [claim, number] = (f ?? e).split(".").map(Number);
    return [data.claims[claim][f === undefined ? "p" : "f"][number]];
  }

  const claimPlaces = (index) => [...data.claims[index].f, ...data.claims[index].p, ...data.claims[index].m];

  function choose(stop) {
    if (stop === origin) return clear();
    clear();
    origin = stop;
    stop.setAttribute("aria-pressed", "true");
    root.classList.add("has-choice");
    $("steps").hidden = false;
    if (stop.dataset.k !== undefined) chooseSource(stop);
    else chooseStatement(stop);
    $("live").textContent = $("choice").textContent;
  }

  function chooseStatement(stop) {
    const places = placesOf(stop).filter(Boolean);
    const firsts = places.map(light).filter(Boolean);
    targets = [...new Set(firsts)];
    const count = new Set(places.map((p) => p[0])).size;
    say(stop, targets.length ? `${counted(targets.length, "passage")} in ${counted(count, "article")}` : "no article has words for it");
    chips(stop, places);
    if (targets.length) reveal(targets[0]);
  }

  function chooseSource(mark) {
    const keys = new Set(mark.dataset.k.split(" "));
    const rests = [...reading.querySelectorAll("[data-s]")].filter((el) => data.sentences[el.dataset.s].some((c) => keys.has(String(c))));
    const inSummary = rests.length > 0;
    for (const key of [...keys].sort((a, b) => (a[0] === "l") - (b[0] === "l"))) {
      const found = isNaN(key[0]) ? `[data-${key[0]}="${key.slice(1)}"]` : `.claim[data-c="${key}"], .fig-row[data-c="${key}"]`;
      rests.push(...reading.querySelectorAll(found));
    }
    for (const el of rests) {
      el.classList.add("rests");
      touched.push([el, "rests"]);
    }
    targets = rests.filter((el) => !el.matches(FIGURES) && !(inSummary && el.closest(".ledger")));
    const said = targets.filter((el) => el.dataset.l === undefined);
    if (said.length) targets = said;
    const index = Number(mark.closest(".source").id.slice(1));
    const { start, end } = prepare(index).find((segment) => segment.mark === mark);
    for (const [from, to, key] of passages[index]) {
      if (from <= start && to >= end && (key[0] !== "l" || !said.length)) light([index, from, to, data.roles.length]);
    }
    say(mark, targets.length ? `${counted(targets.length, "statement")} ${targets.length === 1 ? "refers" : "refer"} to this passage` : "no statement refers to it");
    if (targets.length) reveal(targets[0]);
  }

  /** Mark one place; its first mark. */
  function light([index, start, end, role]) {
    let first = null;
    for (const segment of prepare(index)) {
      if (segment.start >= end || segment.end <= start) continue;
      const names = ["on", `r-${data.roles[role] ?? "chosen"}`];
      segment.mark.classList.add(...names);
      touched.push([segment.mark, ...names]);
      if (!first && segment.mark.textContent.trim()) first = segment.mark;
    }
    articles[index].classList.add("in");
    touched.push([articles[index], "in"]);
    return first;
  }

  function clear() {
    if (!origin) return;
    origin.setAttribute("aria-pressed", "false");
    for (const [el, ...names] of touched) el.classList.remove(...names);
    touched = [];
    targets = [];
    at = -1;
    origin = null;
    root.classList.remove("has-choice");
    $("steps").hidden = true;
    $("chips").replaceChildren();
    $("choice").textContent = "Choose a sentence or a passage.";
  }

  function say(stop, what) {
    const words = (stop.querySelector("title") ?? stop).textContent.replace(/\s+/g, " ").trim();
    const short = words.length > 70 ? `${words.slice(0, 68).replace(/\s\S*$/, "")}…` : words;
    $("choice").textContent = `${what[0].toUpperCase()}${what.slice(1)}: ${short}`;
  }

  function chips(stop, places) {
    const stances = new Map();
    for (const place of places) if (!stances.has(place[0])) stances.set(place[0], data.roles[place[3]]);
    const claims = stop.dataset.s !== undefined ? data.sentences[stop.dataset.s] : stop.dataset.c !== undefined ? [Number(stop.dataset.c)] : [];
    for (const claim of claims) {
      for (const [index, stance] of data.stances[claim] ?? []) stances.set(index, data.stanceNames[stance]);
    }
    for (const [index, stance] of [...stances].sort((a, b) => a[0] - b[0])) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = `s-${stance}`;
      chip.dataset.jump = index;
      chip.setAttribute("aria-label", `Article ${index + 1} ${stance}`);
      const shape = document.createElement("span");
      shape.className = "shape";
      shape.textContent = SHAPES[stance] ?? "";
      chip.append(shape, `[${index + 1}] ${stance}`);
      $("chips").append(chip);
    }
  }

  function jump(index) {
    const mark = targets.find((el) => articles[index].contains(el)) ?? articles[index].querySelector("h3");
    reveal(mark);
    at = targets.indexOf(mark);
  }

  function step(by) {
    if (!targets.length) return;
    at = at < 0 ? (by > 0 ? 0 : targets.length - 1) : (at + by + targets.length) % targets.length;
    reveal(targets[at]);
    if (targets[at].tabIndex < 0) setStop(targets[at]);
    targets[at].focus({ preventScroll: true });
    $("live").textContent = `${at + 1} of ${targets.length}`;
  }

  // --- bringing into view -------------------------------------------------------------------------------------

  function reveal(el) {
    for (let box = el.closest("details:not([open])"); box; box = box.parentElement.closest("details:not([open])")) box.open = true;
    const item = el.closest(".item");
    if (item?.classList.contains("over")) showAll();
    const boxed = pane.contains(el) && (!narrow.matches || root.classList.contains("has-choice"));
    if (boxed) scrollPane(el);
    else if (calm.matches || far(el)) scrollWindow(el, 3);
    else el.scrollIntoView({ block: narrow.matches ? "start" : "center", behavior: "smooth" });
  }

  // What was skipped has its real height only after it was drawn once, so the way is corrected after it.
  function scrollWindow(el, times) {
    el.scrollIntoView({ block: narrow.matches ? "start" : "center" });
    if (times) requestAnimationFrame(() => requestAnimationFrame(() => scrollWindow(el, times - 1)));
  }

  const far = (el) => Math.abs(el.getBoundingClientRect().top - innerHeight / 2) > 3 * innerHeight;

  function scrollPane(el) {
    const put = () => {
      pane.scrollTop += el.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    };
    put();
    requestAnimationFrame(() => requestAnimationFrame(put));
  }

  // --- keyboard: one tab stop in each list, arrows inside ------------------------------------------------------

  const stopsOf = (group) => [...group.querySelectorAll(STOPS)];
  const isSeen = (el) => !el.closest("[hidden], .over") && !el.closest("details:not([open])");

  function setStop(el) {
    const group = el.closest("[data-rove]");
    for (const old of group.querySelectorAll('[tabindex="0"]')) if (old !== group) old.tabIndex = -1;
    el.tabIndex = 0;
  }

  function move(by) {
    const from = document.activeElement?.closest?.(STOPS);
    if (from && pane.contains(from)) return movePane(from, by);
    const stops = stopsOf(reading);
    let index = from ? stops.indexOf(from) : by > 0 ? nearest(stops) - 1 : nearest(stops);
    for (index += by; index >= 0 && index < stops.length; index += by) {
      if (stops[index].closest(".over") && by > 0) showAll();
      if (!isSeen(stops[index])) continue;
      return land(stops[index]);
    }
  }

  /** Where in `stops` the window is now. */
  function nearest(stops) {
    const found = stops.findIndex((el) => isSeen(el) && el.getBoundingClientRect().bottom > 80);
    return found < 0 ? stops.length : found;
  }

  const stopsIn = (index) => prepare(index).map((s) => s.mark).filter((mark) => mark.classList.contains("stop"));

  function movePane(from, by) {
    let index = Number(from.closest(".source").id.slice(1));
    let marks = stopsIn(index);
    let number = marks.indexOf(from) + by;
    while (!marks[number] || !isSeen(marks[number])) {
      if (marks[number]) { number += by; continue; }
      index += by;
      if (index < 0 || index >= articles.length) return;
      marks = stopsIn(index);
      number = by > 0 ? 0 : marks.length - 1;
    }
    land(marks[number]);
  }

  function land(el) {
    setStop(el);
    el.focus({ preventScroll: true });
    if (pane.contains(el) && !narrow.matches) scrollPane(el);
    else el.scrollIntoView({ block: "nearest" });
    const box = el.getBoundingClientRect();
    if (box.top < 90 || box.bottom > innerHeight - 20) el.scrollIntoView({ block: "center" });
  }

  function goTo(id) {
    const section = $(id);
    if (!section) return;
    section.scrollIntoView({ block: "start" });
    const stop = stopsOf(section).find(isSeen);
    if (stop) { setStop(stop); stop.focus({ preventScroll: true }); }
  }

  const KEYS = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    n: () => step(1), p: () => step(-1), f: () => toggleFilters(), t: () => toggleTheme(), "?": () => $("help").showModal(),
    h: () => goTo("held"), s: () => goTo("summary"), g: () => goTo("gaps"), u: () => goTo("alone"), c: () => goTo("conflicts"), m: () => goTo("matrix"), l: () => goTo("lineage"), e: () => goTo("claims"),
    a: () => { articles.length && prepare(0); goTo("sources"); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const el = event.target;
    if (event.key === "Escape") {
      const back = origin;
      clear();
      if (!back && !filters.hidden) { toggleFilters(false); $("filter-button").focus(); }
      if (back) { reveal(back); back.focus({ preventScroll: true }); }
      return;
    }
    if (el.closest("input, select, textarea")) return;
    const stop = el.closest(STOPS);
    if (stop && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return act(stop);
    }
    if (event.key.startsWith("Arrow") && !stop) return;
    const action = KEYS[event.key];
    if (!action || (event.key.length === 1 && !$("letters").checked)) return;
    event.preventDefault();
    action();
  });

  document.addEventListener("focusin", (event) => {
    const stop = event.target.closest(STOPS);
    if (stop?.closest("[data-rove]")) setStop(stop);
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-jump]");
    if (chip) return jump(Number(chip.dataset.jump));
    const stop = event.target.closest(STOPS);
    if (stop && getSelection().isCollapsed) act(stop);
  });

  function act(stop) {
    if (stop.dataset.d !== undefined) {
      prepare(Number(stop.dataset.d));
      return reveal(articles[stop.dataset.d].querySelector("h3"));
    }
    choose(stop);
  }

  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
  $("clear").addEventListener("click", clear);
  $("help-button").addEventListener("click", () => $("help").showModal());

  // --- figures -------------------------------------------------------------------------------------------------

  for (const el of reading.querySelectorAll(FIGURES)) {
    el.setAttribute("role", "button");
    el.setAttribute("tabindex", "-1");
    for (const text of el.querySelectorAll("text")) text.setAttribute("aria-hidden", "true");
    if (!el.classList.contains("fig-node")) el.setAttribute("aria-pressed", "false");
  }
  for (const figure of reading.querySelectorAll(".figure")) {
    figure.querySelector(FIGURES)?.setAttribute("tabindex", "0");
    const head = figure.querySelector(".fig-heads");
    if (head) figure.addEventListener("scroll", () => head.setAttribute("transform", `translate(0 ${figure.scrollTop})`), { passive: true });
  }

  // --- filters ---------------------------------------------------------------------------------------------------

  const filters = $("filters");
  const items = [...reading.querySelectorAll(".item")];
  const sentences = [...reading.querySelectorAll(".sentence")];
  const rows = [...reading.querySelectorAll(".fig-row")];
  let all = false;

  function toggleFilters(open = filters.hidden) {
    filters.hidden = !open;
    $("filter-button").setAttribute("aria-expanded", String(open));
    if (open) filters.querySelector("input, select").focus();
  }
  $("filter-button").addEventListener("click", () => toggleFilters());
  filters.addEventListener("change", apply);
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (event) => event.preventDefault());

  function apply() {
    const values = new FormData(filters);
    const verdicts = values.getAll("verdict"), kinds = values.getAll("kind"), article = values.get("article");
    const has = (el, name, wanted) => !wanted.length || wanted.some((w) => (el.dataset[name] ?? "").split(" ").includes(w));
    const wantedArticle = article ? [article] : [];
    const active = verdicts.length + kinds.length + wantedArticle.length;
    const shown = new Set();
    let claims = 0;
    for (const item of items) {
      const isClaim = item.id !== "" || !!item.querySelector("[data-c]");
      const fits = (!isClaim || has(item, "verdict", verdicts)) && has(item, "kinds", kinds) && has(item, "docs", wantedArticle);
      item.hidden = !fits;
      if (fits && item.id) { claims++; shown.add(item.id); }
    }
    for (const sentence of sentences) {
      sentence.classList.toggle("dim", !(has(sentence, "verdict", verdicts) && !kinds.length && has(sentence, "docs", wantedArticle)));
    }
    for (const row of rows) row.classList.toggle("dim", !shown.has(`c${row.dataset.c}`));
    $("filter-count").textContent = active ? ` · ${active}` : "";
    $("filter-result").textContent = active ? `${claims} of ${counted(items.filter((i) => i.id).length, "claim")}` : "";
    fold(!active);
    for (const group of reading.querySelectorAll("[data-rove]")) {
      const stops = stopsOf(group);
      if (!stops.some((el) => el.tabIndex === 0 && isSeen(el))) { const first = stops.find(isSeen); if (first) setStop(first); }
    }
  }

  // --- many held-back claims: the first, and a button for the rest -------------------------------------------------

  const cards = [...reading.querySelectorAll("#held .card")];

  function fold(wanted) {
    const on = wanted && !all && cards.length > FIRST_HELD;
    cards.forEach((card, index) => card.classList.toggle("over", on && index >= FIRST_HELD));
    $("more") && ($("more").hidden = !on);
  }
  function showAll() {
    all = true;
    fold(false);
  }
  if ($("more")) {
    $("more").textContent = `Show the other ${cards.length - FIRST_HELD}`;
    $("more").addEventListener("click", () => { showAll(); land(stopsOf(cards[FIRST_HELD])[0]); });
  }
  fold(true);

  // --- light and dark, print, sections --------------------------------------------------------------------------------

  // A page from a file may be let keep nothing.
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { return; } };
  function toggleTheme() {
    const dark = getComputedStyle(root).colorScheme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    store("theme", root.dataset.theme);
  }
  if (["light", "dark"].includes(stored("theme"))) root.dataset.theme = stored("theme");
  $("letters").checked = stored("letters") !== "off";
  $("letters").addEventListener("change", (event) => store("letters", event.target.checked ? "on" : "off"));
  $("theme").addEventListener("click", toggleTheme);

  new ResizeObserver(([bar]) => root.style.setProperty("--bar", `${bar.target.offsetHeight}px`)).observe(document.querySelector(".bar"));

  let opened = [];
  addEventListener("beforeprint", () => {
    for (const head of reading.querySelectorAll(".fig-heads")) head.removeAttribute("transform");
    articles.forEach((_, index) => prepare(index));
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const box of opened) box.open = true;
  });
  addEventListener("afterprint", () => { for (const box of opened) box.open = false; });

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) prepareShown(entry.target);
  });
  function prepareShown(article) {
    seen.unobserve(article);
    const [first] = stopsIn(Number(article.id.slice(1)));
    if (first && !pane.querySelector('.p[tabindex="0"]')) first.tabIndex = 0;
  }
  for (const article of articles) seen.observe(article);

  const links = new Map([...document.querySelectorAll(".bar nav a")].map((a) => [a.hash.slice(1), a]));
  const spy = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const section of reading.querySelectorAll("section")) spy.observe(section);

  function counted(number, noun) { return `${number} ${noun}${number === 1 ? "" : "s"}`; }
})();
